using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace Descent;

/// <summary>One tensor of a safetensors file: bytes Begin … End − 1 of the part behind the header.</summary>
internal sealed record SafetensorsEntry(string Name, StoredType Type, Shape Shape, long Begin, long End);

/// <summary>The header of a safetensors file, checked: its tensors fill the rest of the file without hole or overlap.</summary>
internal sealed class SafetensorsHeader
{
    public const string Metadata = "__metadata__";

    /// <summary>The longest header, 16 MB: ten times that of the largest models, and what parsing it takes stays small.</summary>
    private const int MaxLength = 16 << 20;

    /// <summary>The most tensors: ten times those of the largest models, so that a file of empty tensors cannot fill the memory.</summary>
    private const int MaxTensors = 1 << 16;

    private static readonly Dictionary<string, StoredType> s_types = new(StringComparer.Ordinal)
    {
        ["F32"] = StoredType.Float32,
        ["F64"] = StoredType.Float64,
        ["F16"] = StoredType.Float16,
        ["BF16"] = StoredType.BFloat16,
        ["I8"] = StoredType.Int8,
        ["I16"] = StoredType.Int16,
        ["U16"] = StoredType.UInt16,
        ["I32"] = StoredType.Int32,
        ["U32"] = StoredType.UInt32,
        ["I64"] = StoredType.Int64,
        ["U64"] = StoredType.UInt64,
        ["U8"] = StoredType.UInt8,
        ["BOOL"] = StoredType.Bool,
    };

    private readonly string _path;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The tensors in the order they lie in the file.</summary>
    public List<SafetensorsEntry> Tensors { get; } = [];

    /// <summary>Reads the header and leaves the stream at the first number.</summary>
    public static SafetensorsHeader Read(Stream file, string path)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        var rest = file.Length - start.Length;
        if (rest < 2) throw new DataFormatException(path, $"it has {file.Length} bytes; a safetensors file has at least 10.");
        file.ReadExactly(start);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > (ulong)rest)
            throw new DataFormatException(path, $"its header would have {length} bytes, but only {rest} follow; it is cut short, or no safetensors file.");
        if (length > MaxLength) throw new DataFormatException(path, $"its header has {length} bytes; at most {MaxLength} are read.");
        if (length < 2) throw new DataFormatException(path, $"its header has {length} bytes; the shortest, {{}}, has 2.");

        var text = new byte[length];
        file.ReadExactly(text);
        if (text[0] != (byte)'{') throw new DataFormatException(path, $"its header begins with byte {text[0]} where {{ must stand; it is no safetensors file.");
        if (!Utf8.IsValid(text)) throw new DataFormatException(path, "its header is not UTF-8 text.");

        var header = new SafetensorsHeader(path);
        try
        {
            header.Parse(text);
        }
        catch (JsonException e)
        {
            throw new DataFormatException(path, $"its header is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // What Utf8JsonReader throws for half of a surrogate pair.
            throw new DataFormatException(path, $"its header has a text that is no Unicode: {e.Message}", e);
        }

        header.CheckTiles(rest - (long)length);
        return header;
    }

    private DataFormatException Refuse(string reason) => new(_path, reason);

    private void Parse(ReadOnlySpan<byte> text)
    {
        // Depth: the header, a tensor, its shape.
        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 3 });
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (!_names.Add(name)) throw Refuse($"its header has '{name}' twice.");
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject) throw Refuse($"'{name}' in its header is not an object.");
            if (name == Metadata) SkipMetadata(ref json);
            else Tensors.Add(ReadEntry(ref json, name));
            if (Tensors.Count > MaxTensors) throw Refuse($"its header lists more than {MaxTensors} tensors.");
        }

        // Reading on finds out that nothing but white space follows.
        while (json.Read())
        {
        }
    }

    private void SkipMetadata(ref Utf8JsonReader json)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = json.GetString()!;
            if (!keys.Add(key)) throw Refuse($"its {Metadata} has '{key}' twice.");
            if (keys.Count > MaxTensors) throw Refuse($"its {Metadata} has more than {MaxTensors} texts.");
            json.Read();
            if (json.TokenType != JsonTokenType.String) throw Refuse($"'{key}' in its {Metadata} is not text.");
            json.GetString(); // throws if it is not Unicode
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader json, string name)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.GetString();
            json.Read();
            switch (field)
            {
                case "dtype" when type is null && json.TokenType == JsonTokenType.String:
                    type = json.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref json, name, field, Shape.MaxRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref json, name, field, 2);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Refuse($"tensor '{name}' has {field} twice, or of another kind.");
                default:
                    throw Refuse($"tensor '{name}' has the unknown field '{field}'; known are dtype, shape and data_offsets.");
            }
        }

        if (type is null || shape is null || offsets is null)
            throw Refuse($"tensor '{name}' has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}.");
        if (offsets.Count != 2) throw Refuse($"tensor '{name}' has {offsets.Count} data_offsets; it must have 2.");
        return MakeEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader json, string name, string field, int most)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw Refuse($"{field} of tensor '{name}' is not a list.");
        var numbers = new List<long>(2);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var number) || number < 0)
                throw Refuse($"{field} of tensor '{name}' has something else than whole numbers of 0 or more.");
            if (numbers.Count == most) throw Refuse($"{field} of tensor '{name}' has more than {most} numbers.");
            numbers.Add(number);
        }

        return numbers;
    }

    private SafetensorsEntry MakeEntry(string name, string type, List<long> shape, long begin, long end)
    {
        var text = $"tensor '{name}', {type} [{string.Join(", ", shape)}],";
        if (!s_types.TryGetValue(type, out var stored)) throw Refuse($"{text} has a dtype that this library does not read; it reads {string.Join(", ", s_types.Keys)}.");
        if (stored.Check(shape, out var axes, out var bytes) is { } reason) throw Refuse($"{text} {reason}");
        if (end - begin != bytes) throw Refuse($"{text} needs {bytes} bytes, but its data_offsets are [{begin}, {end}].");
        return new SafetensorsEntry(name, stored, axes, begin, end);
    }

    private void CheckTiles(long bytes)
    {
        Tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        var offset = 0L;
        foreach (var entry in Tensors)
        {
            if (entry.Begin != offset)
                throw Refuse($"tensor '{entry.Name}' begins at byte {entry.Begin} of the numbers, where the one before ends at {offset}: there must be no hole and no overlap.");
            offset = entry.End;
        }

        if (offset != bytes) throw Refuse($"its tensors take {offset} bytes, but {bytes} follow the header; it is {(offset > bytes ? "cut short" : "too long")}.");
    }
}
