namespace Descent;

/// <summary>Turns the bytes of an image file into pixels. Another format is another implementation. Safe from several threads at once.</summary>
public interface IImageDecoder
{
    /// <summary>The endings of the files it reads, in small letters with their dot: <c>.jpg</c>.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Decodes an image.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="atLeast">
    /// What the caller needs, if that may be less than the whole: where the format offers smaller versions for less work, as JPEG does, the smallest
    /// that has both sides at least so large, or the whole if that is smaller. Other formats give the whole.
    /// </param>
    /// <exception cref="DataFormatException">It is damaged, of another format, or larger than <see cref="DecodedImage.MaxPixels"/>, which is checked before anything is allocated.</exception>
    /// <exception cref="DataException">The decoder cannot work on this system; the message says what to install.</exception>
    DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null);
}

/// <summary>
/// A decoder that can write its pixels into memory that is used again for the next image: fresh memory of half a megabyte an image took a third of the
/// time of reading JPEG files.
/// </summary>
internal interface IReusingDecoder : IImageDecoder
{
    /// <inheritdoc cref="IImageDecoder.Decode"/>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="atLeast">What the caller needs at least; null for the whole.</param>
    /// <param name="buffer">Memory to use; a larger one takes its place where it is too small. The pixels may be its beginning, or lie elsewhere.</param>
    DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast, ref byte[] buffer);
}

/// <summary>An image in memory.</summary>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue; 2 and 4 with opacity behind them, which decoders give only where they are asked to.</param>
/// <param name="Pixels">[<paramref name="Height"/>, <paramref name="Width"/>, <paramref name="Channels"/>].</param>
public sealed record DecodedImage(int Height, int Width, int Channels, byte[] Pixels)
{
    /// <summary>The most pixels that a decoder of this library reads, 2²⁶: the largest cameras have a little more, training images a thousandth.</summary>
    public const int MaxPixels = 1 << 26;

    /// <summary>Refuses a size that a file declares before anything is allocated for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels from left to right.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="most">The most pixels that the file's bytes can hold, however well they are compressed.</param>
    internal static void CheckSize(string path, long width, long height, long most)
    {
        if (width < 1 || height < 1) throw new DataFormatException(path, $"it has {width} × {height} pixels; an image has at least one.");
        if (width > MaxPixels || height > MaxPixels || width * height > MaxPixels)
            throw new DataFormatException(path, $"it has {width} × {height} pixels; at most {MaxPixels} are read. Make the image smaller.");
        if (width * height > most) throw new DataFormatException(path, $"it claims {width} × {height} pixels, more than its bytes can hold; it is cut short, or damaged.");
    }
}
