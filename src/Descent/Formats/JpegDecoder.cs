namespace Descent;

/// <summary>
/// Decodes JPEG files, grey and coloured, with the system's libjpeg-turbo (Debian: <c>apt-get install libturbojpeg0</c>). Nothing else in the
/// library needs it.
/// </summary>
public sealed class JpegDecoder : IImageDecoder
{
    /// <summary>
    /// No file holds more: a block of 8×8 pixels takes a bit or more (Huffman codes), which makes 512 pixels a byte. Twice that, for arithmetic codes,
    /// which nearly no file has.
    /// </summary>
    private const int PixelsPerByte = 1024;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable => TurboJpeg.IsAvailable;

    /// <inheritdoc/>
    public unsafe DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
    {
        if (!TurboJpeg.IsAvailable) throw new DataException($"{path}: {TurboJpeg.Missing}") { Path = path };
        if (file.Length < 3 || file[0] != 0xFF || file[1] != 0xD8 || file[2] != 0xFF) throw new DataFormatException(path, "it does not begin as a JPEG file does.");
        var decoder = TurboJpeg.Open();
        if (decoder == 0) throw new DataException($"{path}: libjpeg-turbo cannot start a decoder; is there memory left?") { Path = path };
        try
        {
            fixed (byte* bytes = file)
            {
                if (TurboJpeg.ReadHeader(decoder, bytes, new((uint)file.Length), out var width, out var height, out _, out var colors) != 0) throw Refuse(path, decoder);
                if (width < 1 || height < 1) throw new DataFormatException(path, "it ends before its image begins.");
                DecodedImage.CheckSize(path, width, height, most: (long)PixelsPerByte * file.Length);
                if (colors is TurboJpeg.Cmyk or TurboJpeg.Ycck) throw new DataFormatException(path, "its colours are cyan, magenta, yellow and black; only grey and RGB images are read. Save it as RGB.");
                var channels = colors == TurboJpeg.Grey ? 1 : 3;
                var pixels = new byte[width * height * channels];
                fixed (byte* target = pixels)
                {
                    var format = channels == 1 ? TurboJpeg.GreyPixels : TurboJpeg.RgbPixels;
                    if (TurboJpeg.Decompress(decoder, bytes, new((uint)file.Length), target, width, width * channels, height, format, TurboJpeg.AccurateTransform) != 0) throw Refuse(path, decoder);
                }

                return new DecodedImage(height, width, channels, pixels);
            }
        }
        finally
        {
            _ = TurboJpeg.Close(decoder);
        }
    }

    private static DataFormatException Refuse(string path, nint decoder) => new(path, $"it cannot be decoded: {TurboJpeg.LastError(decoder)}.");
}
