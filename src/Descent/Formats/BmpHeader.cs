using System.Buffers.Binary;
using System.Numerics;

namespace Descent;

/// <summary>What a bitmap file says before its pixels, checked: BITMAPFILEHEADER and BITMAPCOREHEADER, BITMAPINFOHEADER or a later one, masks, palette.</summary>
internal sealed class BmpHeader
{
    public const int Plain = 0, Runs8 = 1, Runs4 = 2;

    private const int FileHeader = 14, CoreHeader = 12, InfoHeader = 40, LongestHeader = 124, Fields = 3, FieldsWithOpacity = 6;

    public int Width { get; private init; }

    public int Height { get; private init; }

    public bool IsFromTop { get; private init; }

    /// <summary>Bits of a pixel.</summary>
    public int Bits { get; private init; }

    public int Compression { get; private init; }

    /// <summary>Where the pixels begin.</summary>
    public int Start { get; private init; }

    /// <summary>Red, green and blue of each colour; none above 8 bits a pixel.</summary>
    public byte[] Palette { get; private init; } = [];

    /// <summary>Where in a pixel its red, green and blue lie; null for whole bytes.</summary>
    public uint[]? Masks { get; private init; }

    /// <summary>Whether each colour of the palette is a grey.</summary>
    public bool IsGrey { get; private init; }

    public static BmpHeader Read(string path, ReadOnlySpan<byte> file)
    {
        if (!BmpDecoder.Recognizes(file)) throw new DataFormatException(path, "it does not begin as a BMP file does.");
        if (file.Length < FileHeader + CoreHeader) throw new DataFormatException(path, "it ends inside its header.");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]);
        var info = file[FileHeader..];
        var size = BinaryPrimitives.ReadUInt32LittleEndian(info);
        if (size is not CoreHeader and (< InfoHeader or > LongestHeader)) throw new DataFormatException(path, $"its second header has {size} bytes; {CoreHeader} and {InfoHeader} to {LongestHeader} are known.");
        if (info.Length < size) throw new DataFormatException(path, "it ends inside its header.");
        var isCore = size == CoreHeader;
        long width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
        long height = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(info[(isCore ? 10 : 14)..]);
        var compression = isCore ? Plain : BinaryPrimitives.ReadUInt32LittleEndian(info[16..]);
        DecodedImage.CheckSize(path, width, Math.Abs(height), most: DecodedImage.MaxPixels);
        if (bits is not (1 or 4 or 8 or 16 or 24 or 32)) throw new DataFormatException(path, $"it has {bits} bits a pixel; 1, 4, 8, 16, 24 and 32 are read.");
        var fits = compression switch
        {
            Plain => true,
            Runs8 => bits == 8 && height > 0,
            Runs4 => bits == 4 && height > 0,
            Fields or FieldsWithOpacity => bits is 16 or 32,
            _ => throw new DataFormatException(path, $"its compression is {compression}; none (0), run lengths (1, 2) and masks (3, 6) are read."),
        };
        if (!fits) throw new DataFormatException(path, $"its compression {compression} does not go with {bits} bits a pixel{(height < 0 ? " from the top" : "")}.");

        var behind = info[(int)size..];
        uint[]? masks = bits == 16 ? [0x7C00, 0x03E0, 0x001F] : null;
        if (compression is Fields or FieldsWithOpacity) masks = ReadMasks(path, info, ref behind, (int)size, bits, compression == Fields ? 3 : 4);
        var palette = bits <= 8 ? ReadPalette(path, info, behind, start - (FileHeader + (long)size), isCore, bits) : [];
        var isGrey = bits <= 8;
        for (var i = 0; i < palette.Length; i += 3) isGrey &= palette[i] == palette[i + 1] && palette[i] == palette[i + 2];
        return new BmpHeader
        {
            Width = (int)width,
            Height = (int)Math.Abs(height),
            IsFromTop = height < 0,
            Bits = bits,
            Compression = (int)compression,
            Start = (int)Math.Min(start, int.MaxValue),
            Palette = palette,
            Masks = masks,
            IsGrey = isGrey,
        };
    }

    /// <summary>The masks: in the header where it is long enough, else behind it.</summary>
    private static uint[] ReadMasks(string path, ReadOnlySpan<byte> info, ref ReadOnlySpan<byte> behind, int size, int bits, int count)
    {
        var from = size >= InfoHeader + 12 ? info[InfoHeader..] : behind;
        if (from.Length < 4 * count) throw new DataFormatException(path, "it ends inside its masks.");
        if (size < InfoHeader + 12) behind = behind[(4 * count)..];
        uint[] masks = [BinaryPrimitives.ReadUInt32LittleEndian(from), BinaryPrimitives.ReadUInt32LittleEndian(from[4..]), BinaryPrimitives.ReadUInt32LittleEndian(from[8..])];
        foreach (var mask in masks)
        {
            var ones = mask >> BitOperations.TrailingZeroCount(mask);
            if (mask == 0 || (ones & (ones + 1)) != 0 || (bits == 16 && mask > ushort.MaxValue))
                throw new DataFormatException(path, $"a mask of its colours is {mask:x8}, which is not bits side by side within a pixel.");
        }

        return masks;
    }

    /// <summary>The palette: blue, green, red, and except behind the oldest header a fourth byte. As long as is said, or as there is room for before the pixels.</summary>
    private static byte[] ReadPalette(string path, ReadOnlySpan<byte> info, ReadOnlySpan<byte> behind, long room, bool isCore, int bits)
    {
        var size = isCore ? 3 : 4;
        long said = isCore ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[32..]);
        var count = said > 0 ? Math.Min(said, 1 << bits) : Math.Min(1 << bits, room / size);
        if (count < 1 || count * size > behind.Length) throw new DataFormatException(path, $"its palette of {Math.Max(0, count)} colours does not lie within the file; it is cut short, or damaged.");
        var palette = new byte[3 * count];
        for (var i = 0; i < count; i++) (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]) = (behind[size * i + 2], behind[size * i + 1], behind[size * i]);
        return palette;
    }
}
