using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Descent;

/// <summary>
/// The header of a NumPy file (numpy.lib.format, versions 1.0 to 3.0): magic bytes, version, its length, and a Python dictionary of three keys as text.
/// The text is parsed as exactly that; nothing of it is evaluated.
/// </summary>
internal sealed class NpyHeader
{
    /// <summary>The longest header: NumPy itself reads 10,000 bytes, and writes a few dozen.</summary>
    private const int MaxLength = 1 << 16;

    private const int Alignment = 64;

    private static readonly Dictionary<string, StoredType> s_types = new(StringComparer.Ordinal)
    {
        ["b1"] = StoredType.Bool,
        ["i1"] = StoredType.Int8,
        ["i2"] = StoredType.Int16,
        ["i4"] = StoredType.Int32,
        ["i8"] = StoredType.Int64,
        ["u1"] = StoredType.UInt8,
        ["u2"] = StoredType.UInt16,
        ["u4"] = StoredType.UInt32,
        ["u8"] = StoredType.UInt64,
        ["f2"] = StoredType.Float16,
        ["f4"] = StoredType.Float32,
        ["f8"] = StoredType.Float64,
    };

    private readonly string _path;
    private string _rest = "";

    private NpyHeader(string path) => _path = path;

    public StoredType Type { get; private set; }

    public bool IsBigEndian { get; private set; }

    /// <summary>Whether the first axis is the fastest, as in Fortran.</summary>
    public bool IsFortranOrder { get; private set; }

    public List<long> Axes { get; } = [];

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header and leaves the stream at the first element.</summary>
    /// <param name="stream">The stream, which knows its length.</param>
    /// <param name="path">The file, for messages.</param>
    public static NpyHeader Read(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.Length < 10) throw new DataFormatException(path, $"it has {stream.Length} bytes; a NumPy file has at least 10.");
        stream.ReadExactly(start[..10]);
        if (!start.StartsWith(Magic)) throw new DataFormatException(path, "it does not begin as a NumPy file does.");
        var (version, length) = (start[6], (long)BinaryPrimitives.ReadUInt16LittleEndian(start[8..]));
        if (version is < 1 or > 3 || start[7] != 0) throw new DataFormatException(path, $"its version is {version}.{start[7]}; 1.0, 2.0 and 3.0 are read.");
        if (version > 1)
        {
            if (stream.Length < 12) throw new DataFormatException(path, "it ends inside its header.");
            stream.ReadExactly(start[10..]);
            length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        }

        if (length > stream.Length - stream.Position) throw new DataFormatException(path, $"its header would have {length} bytes, but only {stream.Length - stream.Position} follow; it is cut short.");
        if (length > MaxLength) throw new DataFormatException(path, $"its header has {length} bytes; at most {MaxLength} are read.");
        var text = new byte[length];
        stream.ReadExactly(text);
        var header = new NpyHeader(path);
        header.Parse((version < 3 ? Encoding.Latin1 : Encoding.UTF8).GetString(text));
        return header;
    }

    /// <summary>The header of a file in C order, as NumPy would write it: version 1.0, with spaces up to a multiple of 64 bytes.</summary>
    /// <param name="type">Such as <c>&lt;f4</c>.</param>
    /// <param name="shape">The shape.</param>
    public static byte[] Write(string type, in Shape shape)
    {
        var axes = shape.Rank == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({axes}), }}";
        const int Start = 10;
        var length = (Start + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - Start));
        Encoding.ASCII.GetBytes(text.PadRight(length - Start - 1) + '\n', header.AsSpan(Start));
        return header;
    }

    private DataFormatException Refuse(string reason) => new(_path, reason);

    /// <summary>{'key': value, …}, each key once.</summary>
    private void Parse(string text)
    {
        _rest = text;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Expect('{');
        while (!Accept('}'))
        {
            var key = ReadText("a key");
            Expect(':');
            switch (key)
            {
                case "descr":
                    ReadType();
                    break;
                case "fortran_order":
                    IsFortranOrder = ReadBoolean();
                    break;
                case "shape":
                    ReadShape();
                    break;
                default:
                    throw Refuse($"its header has the unknown key '{key}'; known are descr, fortran_order and shape.");
            }

            if (!seen.Add(key)) throw Refuse($"its header has '{key}' twice.");
            if (Accept(',')) continue;
            Expect('}');
            break;
        }

        if (_rest.AsSpan().Trim(" \n").Length > 0) throw Refuse("its header goes on behind its closing brace.");
        foreach (var key in new[] { "descr", "fortran_order", "shape" })
            if (!seen.Contains(key)) throw Refuse($"its header has no '{key}'.");
    }

    private void ReadType()
    {
        SkipSpaces();
        if (_rest.StartsWith('[')) throw Refuse("its elements are records of several fields; only arrays of one kind of numbers are read.");
        var type = ReadText("the element type");
        if (type.StartsWith("|O", StringComparison.Ordinal)) throw Refuse("its elements are Python objects, which are never loaded, since that can run code in the file. Save it as an array of numbers.");
        if (type.Length != 3 || type[0] is not ('<' or '>' or '|') || !s_types.TryGetValue(type[1..], out var stored) || (type[0] == '|' && stored.Size() > 1))
            throw Refuse($"its element type is '{type}'; read are {string.Join(", ", s_types.Keys)} with < or > before them (| for one byte).");
        (Type, IsBigEndian) = (stored, type[0] == '>');
    }

    private bool ReadBoolean()
    {
        SkipSpaces();
        foreach (var value in new[] { true, false })
        {
            if (!_rest.StartsWith($"{value}", StringComparison.Ordinal)) continue;
            _rest = _rest[$"{value}".Length..];
            return value;
        }

        throw Refuse("its fortran_order is neither True nor False.");
    }

    /// <summary>(), (n,), (n, m) …</summary>
    private void ReadShape()
    {
        Expect('(');
        while (!Accept(')'))
        {
            var digits = 0;
            while (digits < _rest.Length && char.IsAsciiDigit(_rest[digits])) digits++;
            if (digits == 0 || !long.TryParse(_rest.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var axis))
                throw Refuse("its shape has something else than whole numbers of 0 or more.");
            if (Axes.Count == 2 * Shape.MaxRank) throw Refuse($"its shape has more than {2 * Shape.MaxRank} axes.");
            Axes.Add(axis);
            _rest = _rest[digits..];
            if (Accept(',')) SkipSpaces();
            else if (Axes.Count == 1) throw Refuse("its shape is a number in parentheses, where a comma must follow.");
            else
            {
                Expect(')');
                break;
            }
        }
    }

    private string ReadText(string what)
    {
        SkipSpaces();
        var end = _rest.Length > 0 && _rest[0] is '\'' or '"' ? _rest.IndexOf(_rest[0], 1) : -1;
        if (end < 0) throw Refuse($"where {what} must stand in its header, there is no text in quotes.");
        var text = _rest[1..end];
        _rest = _rest[(end + 1)..];
        return text;
    }

    private void SkipSpaces() => _rest = _rest.TrimStart(' ');

    private bool Accept(char letter)
    {
        SkipSpaces();
        if (!_rest.StartsWith(letter)) return false;
        _rest = _rest[1..];
        return true;
    }

    private void Expect(char letter)
    {
        if (!Accept(letter)) throw Refuse($"its header is not as NumPy writes it: {letter} is missing{(_rest.Length == 0 ? " at its end" : $" before '{_rest[..Math.Min(10, _rest.Length)]}'")}.");
    }
}
