using System.Buffers.Binary;

namespace Descent;

/// <summary>What a PNG's samples are, by the number in its header (ISO/IEC 15948, table 11.1).</summary>
internal enum PngColor
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}

/// <summary>All that a PNG file says before and around its pixels, checked: sizes, palette, transparency, and where the compressed pixels lie.</summary>
internal sealed class PngHeader
{
    /// <summary>Deflate makes at most this many bytes of one (zlib's documentation: 1032 : 1).</summary>
    private const int MaxExpansion = 1032;

    private readonly string _path;

    private PngHeader(string path) => _path = path;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Bits of a sample: 1, 2, 4, 8 or 16.</summary>
    public int Depth { get; private set; }

    public PngColor Color { get; private set; }

    public bool IsInterlaced { get; private set; }

    /// <summary>Red, green and blue of each palette entry.</summary>
    public byte[]? Palette { get; private set; }

    /// <summary>The tRNS chunk: opacities of the first palette entries, or the samples (2 bytes each) of the one transparent colour.</summary>
    public byte[]? Transparency { get; private set; }

    /// <summary>The pieces of the compressed pixels: where each begins in the file, and its length.</summary>
    public List<(int Start, int Length)> Pieces { get; } = [];

    /// <summary>Bytes of all pieces.</summary>
    public int PackedLength { get; private set; }

    /// <summary>Samples of a pixel in the file.</summary>
    public int Samples => Color switch { PngColor.Rgb => 3, PngColor.GreyAlpha => 2, PngColor.RgbAlpha => 4, _ => 1 };

    /// <summary>Bytes of a row of so many pixels, without the byte that names its filter.</summary>
    public int RowBytes(int width) => (int)(((long)width * Samples * Depth + 7) / 8);

    /// <summary>The bytes a filter looks back by: those of a whole pixel, at least one.</summary>
    public int FilterStep => Math.Max(1, Samples * Depth / 8);

    /// <summary>Reads all chunks, with their checksums.</summary>
    public static PngHeader Read(string path, ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature)) throw new DataFormatException(path, "it does not begin as a PNG file does.");
        var header = new PngHeader(path);
        var at = Signature.Length;
        while (header.ReadChunk(file, ref at))
        {
        }

        if (header.Pieces.Count == 0) throw new DataFormatException(path, "it has no pixels: there is no IDAT chunk.");

        // Nothing has been allocated for the pixels yet, and nothing will be that these bytes cannot fill.
        var most = (long)header.PackedLength * MaxExpansion * 8 / (header.Samples * header.Depth);
        DecodedImage.CheckSize(path, header.Width, header.Height, most);
        return header;
    }

    private DataFormatException Refuse(string reason) => new(_path, reason);

    /// <summary>Reads the chunk that begins at a place: length, type, data, checksum. False after the last one.</summary>
    private bool ReadChunk(ReadOnlySpan<byte> file, ref int at)
    {
        var rest = file[at..];
        if (rest.Length < 12) throw Refuse($"it ends after byte {file.Length}, where another chunk must begin; it is cut short.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var type = rest.Slice(4, 4);
        foreach (var letter in type)
            if (!char.IsAsciiLetter((char)letter)) throw Refuse($"at byte {at} there is no chunk where one must begin; it is damaged.");
        var name = System.Text.Encoding.ASCII.GetString(type);
        if (length > rest.Length - 12) throw Refuse($"its {name} chunk at byte {at} has {length} bytes, but only {rest.Length - 12} follow; it is cut short.");
        var data = rest.Slice(8, (int)length);
        var (said, found) = (BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]), Crc32.Of(type, data));
        if (said != found) throw Refuse($"its {name} chunk at byte {at} is damaged: the checksum is {found:x8} and should be {said:x8}.");
        if (Width == 0 && name != "IHDR") throw Refuse($"its first chunk is {name}; it must be IHDR.");
        switch (name)
        {
            case "IHDR":
                ReadHeader(data);
                break;
            case "PLTE":
                ReadPalette(data);
                break;
            case "tRNS":
                ReadTransparency(data);
                break;
            case "IDAT":
                if (Pieces.Count > 0 && at != Pieces[^1].Start + Pieces[^1].Length + 4) throw Refuse("its IDAT chunks do not follow each other.");
                if (Color == PngColor.Palette && Palette is null) throw Refuse("it has no palette (PLTE) before its pixels.");
                Pieces.Add((at + 8, data.Length));
                PackedLength += data.Length;
                break;
            case "IEND":
                return false;
            default:
                // A small first letter says that a reader may pass it over: times, texts, gamma, ...
                if (char.IsAsciiLetterUpper(name[0])) throw Refuse($"its chunk {name} is unknown, and a reader may not pass it over.");
                break;
        }

        at += 12 + data.Length;
        return true;
    }

    private void ReadHeader(ReadOnlySpan<byte> data)
    {
        if (Width != 0) throw Refuse("it has two headers (IHDR).");
        if (data.Length != 13) throw Refuse($"its header (IHDR) has {data.Length} bytes; it must have 13.");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        DecodedImage.CheckSize(_path, width, height, most: DecodedImage.MaxPixels);
        (Width, Height, Depth, Color) = ((int)width, (int)height, data[8], (PngColor)data[9]);
        var fits = Color switch
        {
            PngColor.Grey => Depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => Depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GreyAlpha or PngColor.RgbAlpha => Depth is 8 or 16,
            _ => throw Refuse($"its colour type is {data[9]}; there are 0, 2, 3, 4 and 6."),
        };
        if (!fits) throw Refuse($"its samples have {Depth} bits, which colour type {data[9]} cannot have.");
        if (data[10] != 0 || data[11] != 0) throw Refuse($"its compression is {data[10]} and its filter method {data[11]}; there is only 0.");
        if (data[12] > 1) throw Refuse($"its interlacing is {data[12]}; there are 0 and 1.");
        IsInterlaced = data[12] == 1;
    }

    private void ReadPalette(ReadOnlySpan<byte> data)
    {
        if (Palette is not null) throw Refuse("it has two palettes (PLTE).");
        if (Pieces.Count > 0) throw Refuse("its palette (PLTE) stands behind its pixels.");
        if (Color is PngColor.Grey or PngColor.GreyAlpha) throw Refuse("it is grey and has a palette (PLTE), which cannot be.");
        if (data.Length is 0 or > 768 || data.Length % 3 != 0) throw Refuse($"its palette (PLTE) has {data.Length} bytes; it must have 3 for each of 1 to 256 colours.");
        Palette = data.ToArray();
    }

    private void ReadTransparency(ReadOnlySpan<byte> data)
    {
        if (Transparency is not null) throw Refuse("it has two chunks of transparency (tRNS).");
        if (Pieces.Count > 0) throw Refuse("its transparency (tRNS) stands behind its pixels.");
        var fits = Color switch
        {
            PngColor.Grey => data.Length == 2,
            PngColor.Rgb => data.Length == 6,
            PngColor.Palette => Palette is not null && data.Length > 0 && data.Length <= Palette.Length / 3,
            _ => false,
        };
        if (!fits) throw Refuse($"its transparency (tRNS) has {data.Length} bytes, which does not go with colour type {(int)Color} and what stands before it.");
        Transparency = data.ToArray();
    }
}
