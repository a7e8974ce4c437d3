namespace Descent;

/// <summary>
/// Decodes PNG files (ISO/IEC 15948), all of them: grey, coloured or with a palette, 1 to 16 bits a sample, opacity, interlaced or not. Every
/// checksum is compared. Only the base library's zlib is used.
/// </summary>
/// <remarks>
/// Pixels come as training takes them, a byte a sample: samples of 1, 2 and 4 bits are stretched to 0 … 255, of 16 bits the higher byte is taken (as
/// Pillow does; <see cref="ReadSamples"/> gives all of them), palettes become red, green and blue. Opacity is left out unless
/// <see cref="KeepsOpacity"/>: the colours are those that are stored, not blended with any background, again as Pillow's <c>convert("RGB")</c>.
/// Gamma and colour profiles are not applied.
/// </remarks>
public sealed class PngDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".png"];

    /// <summary>Whether images that have opacity, or a transparent colour, get it as one more channel (0 transparent … 255 opaque): 2 for grey, 4 for coloured ones.</summary>
    public bool KeepsOpacity { get; init; }

    /// <inheritdoc/>
    public DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
    {
        var header = PngHeader.Read(path, file);
        var pixels = new PngPixels(path, header, KeepsOpacity);
        var channels = pixels.Channels;
        using var rows = new PngRows(path, header, file);
        var image = GC.AllocateUninitializedArray<byte>(header.Height * header.Width * channels);
        var single = header.IsInterlaced ? new byte[header.Width * channels] : [];
        while (rows.Next())
        {
            var (x, y, step) = rows.Place;
            var target = image.AsSpan((y * header.Width + x) * channels);
            if (step == 1)
            {
                pixels.Convert(rows.Row, rows.Width, target[..(rows.Width * channels)]);
                continue;
            }

            pixels.Convert(rows.Row, rows.Width, single.AsSpan(0, rows.Width * channels));
            for (var i = 0; i < rows.Width; i++) single.AsSpan(i * channels, channels).CopyTo(target[(i * step * channels)..]);
        }

        return new DecodedImage(header.Height, header.Width, channels, image);
    }

    /// <summary>Reads the samples exactly as the file holds them: all 16 bits, indices where there is a palette, and opacity if it is a channel.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <exception cref="DataFormatException">It is damaged, of another format, or larger than <see cref="DecodedImage.MaxPixels"/>.</exception>
    public static ImageSamples ReadSamples(string path, ReadOnlySpan<byte> file)
    {
        var header = PngHeader.Read(path, file);
        var channels = header.Samples;
        using var rows = new PngRows(path, header, file);
        var values = GC.AllocateUninitializedArray<ushort>(header.Height * header.Width * channels);
        while (rows.Next())
        {
            var (x, y, step) = rows.Place;
            for (var i = 0; i < rows.Width; i++)
                for (var channel = 0; channel < channels; channel++)
                    values[(y * header.Width + x + i * step) * channels + channel] = PngPixels.Sample(rows.Row, i * channels + channel, header.Depth);
        }

        return new ImageSamples(header.Height, header.Width, channels, header.Depth, values);
    }

    /// <summary>Whether a file begins as PNG files do.</summary>
    internal static bool Recognizes(ReadOnlySpan<byte> file) => file.StartsWith(PngHeader.Signature);
}

/// <summary>An image's samples as its file holds them.</summary>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Channels">Samples of a pixel.</param>
/// <param name="Bits">Bits of a sample: they are 0 … 2^<paramref name="Bits"/> − 1.</param>
/// <param name="Values">[<paramref name="Height"/>, <paramref name="Width"/>, <paramref name="Channels"/>].</param>
public sealed record ImageSamples(int Height, int Width, int Channels, int Bits, ushort[] Values);
