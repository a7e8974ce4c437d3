namespace Descent;

/// <summary>
/// Decodes the plain formats of Netpbm: black and white (PBM), grey (PGM) and coloured (PPM), as text (P1, P2, P3) or bytes (P4, P5, P6), of any
/// largest value up to 65,535. Of a file of several images the first is read.
/// </summary>
/// <remarks>Samples are brought to 0 … 255 with rounding, as Netpbm does: ⌊(255·v + m/2) / m⌋ for a largest value m.</remarks>
public sealed class PnmDecoder : IImageDecoder
{
    /// <summary>The most digits of a number in the header: nothing longer is within the cap.</summary>
    private const int MaxDigits = 9;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".ppm", ".pgm", ".pbm", ".pnm"];

    /// <inheritdoc/>
    public DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
    {
        if (!Recognizes(file)) throw new DataFormatException(path, "it does not begin as a PBM, PGM or PPM file does (P1 … P6).");
        var kind = file[1] - '0';
        var text = file[2..];
        var (width, height) = (ReadNumber(path, ref text, "its width"), ReadNumber(path, ref text, "its height"));
        var isBits = kind is 1 or 4;
        var top = isBits ? 1 : ReadNumber(path, ref text, "its largest value");
        if (top is 0 or > ushort.MaxValue) throw new DataFormatException(path, $"its largest value is {top}; it must be 1 to {ushort.MaxValue}.");
        var channels = kind is 3 or 6 ? 3 : 1;
        var isText = kind <= 3;

        // As text a sample takes a digit or more and, except for bits, a space.
        var perByte = kind == 4 ? 8 : 1;
        DecodedImage.CheckSize(path, width, height, most: (long)text.Length * perByte / channels);
        if (!isText)
        {
            if (!IsSpace(text[0])) throw new DataFormatException(path, "a space must stand between its header and its pixels.");
            text = text[1..];
        }

        var pixels = GC.AllocateUninitializedArray<byte>(height * width * channels);
        if (kind == 4) ReadBits(path, text, width, pixels);
        else if (isText) ReadText(path, text, top, isBits, pixels);
        else ReadBytes(path, text, top, pixels);
        return new DecodedImage(height, width, channels, pixels);
    }

    /// <summary>Whether a file begins as these do.</summary>
    internal static bool Recognizes(ReadOnlySpan<byte> file) => file.Length > 2 && file[0] == 'P' && file[1] is >= (byte)'1' and <= (byte)'6' && (IsSpace(file[2]) || file[2] == '#');

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (>= 9 and <= 13);

    /// <summary>Passes over spaces, and comments from # to the end of the line.</summary>
    private static void Skip(ref ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && (IsSpace(text[0]) || text[0] == '#'))
        {
            if (text[0] != '#') text = text[1..];
            else
            {
                var end = text.IndexOfAny((byte)'\n', (byte)'\r');
                text = end < 0 ? [] : text[end..];
            }
        }
    }

    private static int ReadNumber(string path, ref ReadOnlySpan<byte> text, string what)
    {
        Skip(ref text);
        var (value, digits) = (0, 0);
        for (; digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
        {
            if (digits == MaxDigits) throw new DataFormatException(path, $"{what} has more than {MaxDigits} digits.");
            value = 10 * value + text[digits] - '0';
        }

        if (text.Length == 0) throw new DataFormatException(path, $"it ends before {what}; it is cut short.");
        if (digits == 0) throw new DataFormatException(path, $"{what} is not a number.");
        text = text[digits..];
        return value;
    }

    private static DataFormatException CutShort(string path, long there, long expected) => new(path, $"its pixels take {expected} bytes, but only {there} follow its header; it is cut short.");

    private static void ReadBits(string path, ReadOnlySpan<byte> bits, int width, Span<byte> pixels)
    {
        var rowBytes = (width + 7) / 8;
        var height = pixels.Length / width;
        if (bits.Length < (long)rowBytes * height) throw CutShort(path, bits.Length, (long)rowBytes * height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                pixels[y * width + x] = (bits[y * rowBytes + x / 8] >> (7 - x % 8) & 1) == 1 ? byte.MinValue : byte.MaxValue; // 1 is black
    }

    private static void ReadBytes(string path, ReadOnlySpan<byte> bytes, int top, Span<byte> pixels)
    {
        var size = top > byte.MaxValue ? 2 : 1;
        if (bytes.Length < (long)pixels.Length * size) throw CutShort(path, bytes.Length, (long)pixels.Length * size);
        if (top == byte.MaxValue)
        {
            bytes[..pixels.Length].CopyTo(pixels);
            return;
        }

        for (var i = 0; i < pixels.Length; i++) pixels[i] = Scale(path, size == 1 ? bytes[i] : bytes[2 * i] << 8 | bytes[2 * i + 1], top);
    }

    private static void ReadText(string path, ReadOnlySpan<byte> text, int top, bool isBits, Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            if (!isBits)
            {
                pixels[i] = Scale(path, ReadNumber(path, ref text, $"sample {i}"), top);
                continue;
            }

            Skip(ref text); // bits may stand without spaces between them
            if (text.Length == 0) throw new DataFormatException(path, $"it ends before sample {i}; it is cut short.");
            if (text[0] is not ((byte)'0' or (byte)'1')) throw new DataFormatException(path, $"sample {i} is neither 0 nor 1.");
            pixels[i] = text[0] == '1' ? byte.MinValue : byte.MaxValue;
            text = text[1..];
        }
    }

    private static byte Scale(string path, int value, int top) => value <= top
        ? (byte)((value * byte.MaxValue + top / 2) / top)
        : throw new DataFormatException(path, $"a sample is {value}, but the largest value is said to be {top}.");
}
