using System.Buffers;
using System.Buffers.Binary;

namespace Descent;

/// <summary>The element types of safetensors files, and how they become ours.</summary>
internal static class SafetensorsNumbers
{
    public const string Known = "F32, F64, F16, BF16, I8, I16, U16, I32, I64, U8 and BOOL";

    /// <summary>Bytes converted at a time.</summary>
    private const int Piece = 64 << 10;

    /// <summary>Bytes of an element in the file; 0 for a type that is not read.</summary>
    public static int Size(string type) => type switch
    {
        "F64" or "I64" => 8,
        "F32" or "I32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "U8" or "I8" or "BOOL" => 1,
        _ => 0,
    };

    public static int SizeInMemory(string type) => TypeOf(type).Size();

    /// <summary>Reads the tensor at the stream's position.</summary>
    public static Tensor Read(Stream file, SafetensorsEntry entry, string path)
    {
        var tensor = Tensor.AllocatePersistent(entry.Shape, TypeOf(entry.DType));
        if (entry.DType is "F32" or "F64" or "I32" or "U8")
        {
            file.ReadExactly(Safetensors.Bytes(tensor));
            return tensor;
        }

        var size = Size(entry.DType);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var start = 0; start < tensor.Count; start += Piece / size)
            {
                var count = Math.Min(Piece / size, tensor.Count - start);
                var bytes = buffer.AsSpan(0, count * size);
                file.ReadExactly(bytes);
                Convert(bytes, entry, tensor, start, count, path);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return tensor;
    }

    private static DType TypeOf(string type) => type switch
    {
        "F64" => DType.Float64,
        "F32" or "F16" or "BF16" => DType.Float32,
        "U8" or "BOOL" => DType.UInt8,
        _ => DType.Int32,
    };

    private static void Convert(ReadOnlySpan<byte> bytes, SafetensorsEntry entry, Tensor tensor, int start, int count, string path)
    {
        switch (entry.DType)
        {
            case "F16":
                for (var i = 0; i < count; i++) tensor.Span<float>()[start + i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case "BF16":
                // The upper half of a float.
                for (var i = 0; i < count; i++) tensor.Span<float>()[start + i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                break;
            case "I16":
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
                break;
            case "U16":
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
                break;
            case "I8":
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = (sbyte)bytes[i];
                break;
            case "BOOL":
                for (var i = 0; i < count; i++)
                {
                    if (bytes[i] > 1) throw new DataFormatException(path, $"element {start + i} of tensor '{entry.Name}' is BOOL with the value {bytes[i]}; it must be 0 or 1.");
                    tensor.Span<byte>()[start + i] = bytes[i];
                }

                break;
            default:
                for (var i = 0; i < count; i++)
                {
                    var value = BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]);
                    if (value != (int)value) throw new DataFormatException(path, $"element {start + i} of tensor '{entry.Name}' is {value}, which does not fit Int32.");
                    tensor.Span<int>()[start + i] = (int)value;
                }

                break;
        }
    }
}
