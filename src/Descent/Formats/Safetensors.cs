using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Descent;

/// <summary>
/// Reads and writes safetensors files: named arrays, nothing that runs. A file is the length of its header (8 bytes, little-endian),
/// the header (JSON: each tensor's dtype, shape and place), and the numbers. The reader refuses whatever is not exactly that.
/// </summary>
public static class Safetensors
{
    /// <summary>Reads all tensors of a file.</summary>
    /// <remarks>
    /// F32, F64, I32 and U8 come as they are; F16 and BF16 as Float32, which holds them exactly; BOOL as UInt8; I8, I16, U16, U32, I64 and U64
    /// as Int32, refused if a value does not fit.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="DataFormatException">The file is not a safetensors file, is damaged, or holds what this library cannot.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, path);
    }

    /// <summary>Reads all tensors of a stream that knows its length; <paramref name="path"/> is what errors call it.</summary>
    internal static IReadOnlyDictionary<string, Tensor> Read(Stream file, string path)
    {
        try
        {
            var header = SafetensorsHeader.Read(file, path);
            var tensors = new Dictionary<string, Tensor>(header.Tensors.Count, StringComparer.Ordinal);

            // The header has been checked: the tensors lie one after the other, up to the file's end.
            foreach (var entry in header.Tensors) tensors.Add(entry.Name, StoredNumbers.Read(file, entry.Type, entry.Shape, isBigEndian: false, path, $"of tensor '{entry.Name}' "));
            return tensors;
        }
        catch (EndOfStreamException e)
        {
            throw new DataFormatException(path, "it ended while it was being read; is something still writing it?", e);
        }
    }

    /// <summary>
    /// Writes tensors to a file, replacing it only once the new one is complete and on the disk. The bytes depend on nothing but the
    /// arguments' content: larger elements first, so that all are aligned, then by name.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors by name; any element type.</param>
    /// <param name="metadata">Text to keep with them, such as format = pt, which some of PyTorch's readers ask for.</param>
    /// <param name="floats">What Float32 and Float64 tensors become in the file.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or a name is <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null, FloatType floats = FloatType.AsInMemory)
    {
        var (length, write) = Compose(tensors, metadata, floats);
        AtomicFile.Write(path, length, write);
    }

    /// <summary>The length of such a file, and what writes it to a stream.</summary>
    internal static (long Length, Action<Stream> Write) Compose(IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null, FloatType floats = FloatType.AsInMemory)
    {
        var ordered = tensors.OrderByDescending(t => floats.For(t.Value.Type).Size()).ThenBy(t => t.Key, StringComparer.Ordinal).ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal) { SafetensorsHeader.Metadata };
        foreach (var (name, _) in ordered)
        {
            if (!names.Add(name))
                throw new ArgumentException(name == SafetensorsHeader.Metadata ? $"Safetensors.Write: no tensor can be called {name}; the format keeps that name for itself." : $"Safetensors.Write: two tensors are called '{name}'.");
        }

        var header = WriteHeader(ordered, metadata, floats);
        return (sizeof(ulong) + header.Length + ordered.Sum(t => (long)t.Value.Count * floats.For(t.Value.Type).Size()), WriteAll);

        void WriteAll(Stream file)
        {
            Span<byte> size = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)header.Length);
            file.Write(size);
            file.Write(header);
            foreach (var (_, tensor) in ordered) file.Write(FloatTypes.Bytes(tensor, floats.For(tensor.Type)));
        }
    }

    /// <summary>A tensor's numbers as bytes, which are little-endian on every processor .NET runs on with vectors.</summary>
    internal static Span<byte> Bytes(Tensor tensor) => tensor.Type switch
    {
        DType.Float32 => MemoryMarshal.AsBytes(tensor.Span<float>()),
        DType.Float64 => MemoryMarshal.AsBytes(tensor.Span<double>()),
        DType.Int32 => MemoryMarshal.AsBytes(tensor.Span<int>()),
        _ => tensor.Span<byte>(),
    };

    private static byte[] WriteHeader(KeyValuePair<string, Tensor>[] tensors, IReadOnlyDictionary<string, string>? metadata, FloatType floats)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.Metadata);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var type = floats.For(tensor.Type);
                json.WriteStartObject(name);
                json.WriteString("dtype", type switch { StoredType.Float16 => "F16", StoredType.BFloat16 => "BF16", StoredType.Float32 => "F32", StoredType.Float64 => "F64", StoredType.Int32 => "I32", _ => "U8" });
                json.WriteStartArray("shape");
                foreach (var axis in tensor.Shape) json.WriteNumberValue(axis);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)tensor.Count * type.Size());
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8: the numbers behind it are aligned in the file.
        while (text.Length % sizeof(ulong) != 0) text.WriteByte((byte)' ');
        return text.ToArray();
    }
}
