namespace Descent;

/// <summary>Where an image set's pixels come from. Reading is safe from several threads at once.</summary>
internal abstract class ImageStore
{
    public abstract int Count { get; }

    /// <summary>Bytes a pixel, the same in every image.</summary>
    public abstract int Channels { get; }

    /// <summary>The images' size; null where they have several.</summary>
    public abstract ImageSize? Size { get; }

    /// <summary>Whether reading costs nothing.</summary>
    public abstract bool IsInMemory { get; }

    /// <exception cref="DataException">The image cannot be read.</exception>
    /// <exception cref="DataFormatException">Its file is damaged.</exception>
    public abstract StoredImage Read(int index);

    /// <summary>The file that an image comes from; null where each has none of its own.</summary>
    public virtual string? PathOf(int index) => null;

    /// <summary>The same images, of which no more than that need be decoded.</summary>
    public virtual ImageStore AtLeast(ImageSize? size) => this;
}

/// <summary>An image of a store: its pixels, [height, width, channels], and its size.</summary>
internal readonly ref struct StoredImage(ReadOnlySpan<byte> pixels, ImageSize size)
{
    public ReadOnlySpan<byte> Pixels { get; } = pixels;

    public ImageSize Size { get; } = size;
}

/// <summary>Images of one size, one after the other in one array.</summary>
internal sealed class PackedImages(byte[] pixels, ImageSize size, int channels) : ImageStore
{
    private readonly int _bytes = size.Height * size.Width * channels;

    public override int Count => pixels.Length / _bytes;

    public override int Channels => channels;

    public override ImageSize? Size => size;

    public override bool IsInMemory => true;

    public override StoredImage Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new(pixels.AsSpan(index * _bytes, _bytes), size);
    }
}
