namespace Descent;

/// <summary>Decodes images of every kind that the library reads: JPEG, PNG, BMP and Netpbm's. Which one a file is, its first bytes say, whatever its name.</summary>
public sealed class ImageDecoder : IReusingDecoder
{
    private readonly JpegDecoder _jpeg = new();
    private readonly PngDecoder _png = new();
    private readonly BmpDecoder _bmp = new();
    private readonly PnmDecoder _pnm = new();

    /// <summary>Makes one.</summary>
    public ImageDecoder() => Extensions = [.. new IImageDecoder[] { _jpeg, _png, _bmp, _pnm }.SelectMany(d => d.Extensions)];

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; }

    /// <inheritdoc/>
    public DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
    {
        if (JpegDecoder.Recognizes(file)) return _jpeg.Decode(path, file, atLeast);
        if (PngDecoder.Recognizes(file)) return _png.Decode(path, file, atLeast);
        if (BmpDecoder.Recognizes(file)) return _bmp.Decode(path, file, atLeast);
        if (PnmDecoder.Recognizes(file)) return _pnm.Decode(path, file, atLeast);
        throw new DataFormatException(path, file.Length == 0 ? "it is empty." : $"it begins as {Guess(file)}; JPEG, PNG, BMP, PBM, PGM and PPM are read. Convert it to one of these.");
    }

    DecodedImage IReusingDecoder.Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast, ref byte[] buffer) =>
        JpegDecoder.Recognizes(file) ? ((IReusingDecoder)_jpeg).Decode(path, file, atLeast, ref buffer) : Decode(path, file, atLeast);

    /// <summary>Kinds that are often met and not read.</summary>
    private static string Guess(ReadOnlySpan<byte> file) =>
        file.StartsWith("GIF8"u8) ? "a GIF file does"
        : file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? "a WebP file does"
        : file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) ? "a TIFF file does"
        : file.Length > 12 && file[4..].StartsWith("ftyp"u8) ? "an AVIF or HEIF file does"
        : "no image file of a known kind does";
}
