using System.Buffers.Binary;
using System.Numerics;

namespace Descent;

/// <summary>
/// Decodes Windows bitmaps: 1, 4, 8, 16, 24 and 32 bits a pixel, with a palette, masks or run lengths (RLE4, RLE8), from the bottom or from the top. A
/// palette of greys makes a grey image. Opacity is left out.
/// </summary>
/// <remarks>Samples of fewer than 8 bits are stretched as ⌊255·v / m⌋ for a largest value m, as Pillow does.</remarks>
public sealed class BmpDecoder : IImageDecoder
{
    private const int FileHeader = 14;

    /// <summary>
    /// The most pixels that a byte of run lengths is taken to hold. Two bytes make up to 255, and two more begin the next row; files that skip more
    /// than they draw are no images to train on.
    /// </summary>
    private const int PixelsPerRunByte = 1024;

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions { get; } = [".bmp"];

    /// <inheritdoc/>
    public DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
    {
        var header = BmpHeader.Read(path, file);
        var data = header.Start <= file.Length ? file[header.Start..] : throw new DataFormatException(path, $"its pixels would begin at byte {header.Start} of {file.Length}; it is cut short, or damaged.");
        var isRuns = header.Compression is BmpHeader.Runs8 or BmpHeader.Runs4;
        var rowBytes = ((long)header.Width * header.Bits + 31) / 32 * 4;
        DecodedImage.CheckSize(path, header.Width, header.Height, most: isRuns ? (long)data.Length * PixelsPerRunByte : DecodedImage.MaxPixels);
        if (!isRuns && rowBytes * header.Height > data.Length)
            throw new DataFormatException(path, $"its pixels take {rowBytes * header.Height} bytes, but only {data.Length} follow its header; it is cut short.");
        if (isRuns) data = BmpRuns.Unpack(path, data, header, (int)rowBytes);

        var channels = header.IsGrey ? 1 : 3;
        var pixels = GC.AllocateUninitializedArray<byte>(header.Height * header.Width * channels);
        for (var y = 0; y < header.Height; y++)
        {
            var row = data.Slice((int)rowBytes * (header.IsFromTop ? y : header.Height - 1 - y), (int)rowBytes);
            var target = pixels.AsSpan(y * header.Width * channels, header.Width * channels);
            if (header.Bits <= 8) LookUp(path, row, header, target, channels);
            else if (header.Masks is null) Swap(row, header.Bits / 8, target);
            else Unmask(row, header, target);
        }

        return new DecodedImage(header.Height, header.Width, channels, pixels);
    }

    /// <summary>Whether a file begins as these do.</summary>
    internal static bool Recognizes(ReadOnlySpan<byte> file) => file.Length >= FileHeader && file[0] == 'B' && file[1] == 'M';

    private static void LookUp(string path, ReadOnlySpan<byte> row, BmpHeader header, Span<byte> target, int channels)
    {
        var (bits, palette) = (header.Bits, header.Palette);
        for (var x = 0; x < header.Width; x++)
        {
            var index = row[x * bits / 8] >> (8 - bits - x * bits % 8) & (1 << bits) - 1;
            if (3 * index >= palette.Length) throw new DataFormatException(path, $"a pixel has colour {index}, but its palette has only {palette.Length / 3}; it is damaged.");
            palette.AsSpan(3 * index, channels).CopyTo(target[(x * channels)..]);
        }
    }

    /// <summary>Blue, green, red and perhaps a fourth byte, which means nothing.</summary>
    private static void Swap(ReadOnlySpan<byte> row, int size, Span<byte> target)
    {
        for (; target.Length >= 3; row = row[size..], target = target[3..]) (target[0], target[1], target[2]) = (row[2], row[1], row[0]);
    }

    private static void Unmask(ReadOnlySpan<byte> row, BmpHeader header, Span<byte> target)
    {
        for (var x = 0; x < header.Width; x++)
        {
            var pixel = header.Bits == 16 ? BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * x)..]) : BinaryPrimitives.ReadUInt32LittleEndian(row[(4 * x)..]);
            for (var channel = 0; channel < 3; channel++)
            {
                var mask = header.Masks![channel];
                var shift = BitOperations.TrailingZeroCount(mask);
                target[3 * x + channel] = mask == 0 ? (byte)0 : (byte)((ulong)((pixel & mask) >> shift) * byte.MaxValue / (mask >> shift));
            }
        }
    }
}
