namespace Descent;

/// <summary>
/// Image files, decoded when they are read. Decoded images are kept while their bytes stay under a cap, so that small sets are decoded once; which
/// are kept changes nothing but the time.
/// </summary>
internal sealed class ImageFileStore(IReadOnlyList<ImageFile> files, IImageDecoder decoder, int channels, ImageSize? atLeast, long cacheBytes) : ImageStore
{
    private readonly DecodedImage?[] _cache = new DecodedImage?[files.Count];
    private long _cached;

    // Valid until the thread's next image.
    [ThreadStatic]
    private static byte[]? t_pixels;

    public override int Count => files.Count;

    public override int Channels => channels;

    public override ImageSize? Size => null;

    public override bool IsInMemory => false;

    public override StoredImage Read(int index)
    {
        var image = Volatile.Read(ref _cache[index]) ?? Decode(index);
        return new(image.Pixels.AsSpan(0, image.Height * image.Width * image.Channels), new(image.Height, image.Width));
    }

    public override string? PathOf(int index) => files[index].Path;

    public override ImageStore AtLeast(ImageSize? size) => size == atLeast ? this : new ImageFileStore(files, decoder, channels, size, cacheBytes);

    /// <summary>Decodes an image: into memory of its own while images are kept, then into the thread's.</summary>
    private DecodedImage Decode(int index)
    {
        var file = files[index];
        if (Interlocked.Read(ref _cached) >= cacheBytes && decoder is IReusingDecoder reusing)
        {
            t_pixels ??= []; // an initializer would run on one thread only
            return InChannels(file.Path, reusing.Decode(file.Path, file.Read(), atLeast, ref t_pixels), channels);
        }

        var image = InChannels(file.Path, decoder.Decode(file.Path, file.Read(), atLeast), channels);
        Keep(index, image);
        return image;
    }

    /// <summary>Keeps a decoded image if there is room.</summary>
    internal void Keep(int index, DecodedImage image)
    {
        image = InChannels(files[index].Path, image, channels);
        if (Interlocked.Add(ref _cached, image.Pixels.Length) <= cacheBytes) Volatile.Write(ref _cache[index], image);
        // What did not fit stays counted: from then on nothing is kept, and memory is used again.
    }

    /// <summary>A grey image among coloured ones becomes one with three equal channels.</summary>
    /// <exception cref="DataException">It has colours, and the others have none.</exception>
    internal static DecodedImage InChannels(string path, DecodedImage image, int channels)
    {
        if (image.Channels == channels) return image;
        if (image.Channels != 1)
            throw new DataException($"{path}: the image has {image.Channels} channels, but the images before it have {channels}. Convert it, or put a coloured image first in the training part: grey ones then become coloured.") { Path = path };
        var pixels = new byte[image.Height * image.Width * channels];
        for (var at = 0; at < image.Height * image.Width; at++) pixels.AsSpan(at * channels, channels).Fill(image.Pixels[at]);
        return image with { Channels = channels, Pixels = pixels };
    }
}
