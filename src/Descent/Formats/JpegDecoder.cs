namespace Descent;

/// <summary>
/// Decodes JPEG files, grey and coloured, with the system's libjpeg-turbo (Debian: <c>apt-get install libturbojpeg0</c>). Nothing else in the
/// library needs it. Images are turned upright as their Exif part says. Those of cyan, magenta, yellow and black become red, green and blue as in
/// Pillow, which takes them to be stored inverted, as Adobe's programs do.
/// </summary>
public sealed class JpegDecoder : IReusingDecoder
{
    /// <summary>
    /// No file holds more: a block of 8×8 pixels takes a bit or more (Huffman codes), which makes 512 pixels a byte. Twice that, for arithmetic codes,
    /// which nearly no file has.
    /// </summary>
    private const int PixelsPerByte = 1024;

    /// <summary>The parts in which libjpeg-turbo counts a smaller image: it decodes to 1/8, 2/8 … 8/8 of the sides.</summary>
    private const int Parts = 8;

    /// <summary>
    /// Those that are asked for. 680 × 512 pixels took 0.7 ms at 1/8, 0.9 at 2/8, 1.2 at 3/8 and 4/8, and 1.3 whole; 5/8 to 7/8 took 1.8 to 2.6, as
    /// the library has no vector code for them.
    /// </summary>
    private static readonly int[] s_parts = [1, 2, 3, 4];

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable => TurboJpeg.IsAvailable;

    /// <inheritdoc/>
    public DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
    {
        byte[]? fresh = null;
        return Decode(path, file, atLeast, ref fresh);
    }

    DecodedImage IReusingDecoder.Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast, ref byte[] buffer) => Decode(path, file, atLeast, ref buffer!);

    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="atLeast">What the caller needs at least.</param>
    /// <param name="buffer">Memory to use again; null asks for an array of the image's own, and leaves it here.</param>
    private static DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast, ref byte[]? buffer)
    {
        if (!TurboJpeg.IsAvailable) throw new DataException($"{path}: {TurboJpeg.Missing}") { Path = path };
        if (!Recognizes(file)) throw new DataFormatException(path, "it does not begin as a JPEG file does.");
        var orientation = ExifOrientation.Find(file);
        if (atLeast is { } size && ExifOrientation.Turns(orientation)) atLeast = new ImageSize(size.Width, size.Height);
        return ExifOrientation.Apply(DecodeAsStored(path, file, atLeast, ref buffer), orientation);
    }

    /// <summary>Whether a file begins as JPEG files do.</summary>
    internal static bool Recognizes(ReadOnlySpan<byte> file) => file.Length >= 3 && file[0] == 0xFF && file[1] == 0xD8 && file[2] == 0xFF;

    private static unsafe DecodedImage DecodeAsStored(string path, ReadOnlySpan<byte> file, ImageSize? atLeast, ref byte[]? buffer)
    {
        var decoder = TurboJpeg.Open();
        if (decoder == 0) throw new DataException($"{path}: libjpeg-turbo cannot start a decoder; is there memory left?") { Path = path };
        try
        {
            fixed (byte* bytes = file)
            {
                if (TurboJpeg.ReadHeader(decoder, bytes, new((uint)file.Length), out var width, out var height, out _, out var colors) != 0) throw Refuse(path, decoder);
                if (width < 1 || height < 1) throw new DataFormatException(path, "it ends before its image begins.");
                DecodedImage.CheckSize(path, width, height, most: (long)PixelsPerByte * file.Length);
                var isInk = colors is TurboJpeg.Cmyk or TurboJpeg.Ycck;
                var (channels, format) = isInk ? (4, TurboJpeg.CmykPixels) : colors == TurboJpeg.Grey ? (1, TurboJpeg.GreyPixels) : (3, TurboJpeg.RgbPixels);
                (height, width) = Scaled(height, width, atLeast);
                if (buffer is null || buffer.Length < width * height * channels) buffer = GC.AllocateUninitializedArray<byte>(width * height * channels);
                var pixels = buffer;
                fixed (byte* target = pixels)
                {
                    if (TurboJpeg.Decompress(decoder, bytes, new((uint)file.Length), target, width, width * channels, height, format, TurboJpeg.AccurateTransform | TurboJpeg.LimitScans) != 0) throw Refuse(path, decoder);
                }

                return isInk ? ToColors(height, width, pixels) : new DecodedImage(height, width, channels, pixels);
            }
        }
        finally
        {
            _ = TurboJpeg.Close(decoder);
        }
    }

    /// <summary>The smallest size that the library decodes to and that has both sides as large as asked for.</summary>
    private static (int Height, int Width) Scaled(int height, int width, ImageSize? atLeast)
    {
        if (atLeast is { } least)
        {
            foreach (var part in s_parts)
                if (Side(height, part) >= least.Height && Side(width, part) >= least.Width) return (Side(height, part), Side(width, part));
        }

        return (height, width);

        static int Side(int whole, int part) => (whole * part + Parts - 1) / Parts;
    }

    /// <summary>Inks become colours: with all stored as 255 − ink, red is cyan · black / 255.</summary>
    private static DecodedImage ToColors(int height, int width, byte[] inks)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(height * width * 3);
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
            for (var channel = 0; channel < 3; channel++) pixels[to + channel] = (byte)((inks[from + channel] * inks[from + 3] + 127) / 255);
        return new DecodedImage(height, width, 3, pixels);
    }

    private static DataFormatException Refuse(string path, nint decoder) => new(path, $"it cannot be decoded: {TurboJpeg.LastError(decoder)}.");
}
