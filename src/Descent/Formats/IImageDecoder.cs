namespace Descent;

/// <summary>Turns the bytes of an image file into pixels. Another format is another implementation. Safe from several threads at once.</summary>
public interface IImageDecoder
{
    /// <summary>The endings of the files it reads, in small letters with their dot: <c>.jpg</c>.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Decodes an image.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <exception cref="DataFormatException">It is damaged, of another format, or larger than the decoder's cap, which is checked before anything is allocated.</exception>
    /// <exception cref="DataException">The decoder cannot work on this system; the message says what to install.</exception>
    DecodedImage Decode(string path, ReadOnlySpan<byte> file);
}

/// <summary>An image in memory.</summary>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Pixels">[<paramref name="Height"/>, <paramref name="Width"/>, <paramref name="Channels"/>].</param>
public sealed record DecodedImage(int Height, int Width, int Channels, byte[] Pixels);
