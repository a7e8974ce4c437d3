using System.Buffers.Binary;

namespace Descent;

/// <summary>What floating-point numbers become in a file.</summary>
public enum FloatType
{
    /// <summary>Each what it is in memory.</summary>
    AsInMemory,

    /// <summary>16 bits, 11 of them precision: half the room, numbers up to 65,504.</summary>
    Float16,

    /// <summary>16 bits, 8 of them precision, with the range of <see cref="Float32"/>.</summary>
    BFloat16,

    /// <summary>32 bits.</summary>
    Float32,

    /// <summary>64 bits.</summary>
    Float64,
}

/// <summary>Writes tensors' numbers in another type.</summary>
internal static class FloatTypes
{
    /// <summary>What a tensor's elements are in a file.</summary>
    public static StoredType For(this FloatType type, DType inMemory) => (inMemory, type) switch
    {
        (DType.Int32, _) => StoredType.Int32,
        (DType.UInt8, _) => StoredType.UInt8,
        (_, FloatType.Float16) => StoredType.Float16,
        (_, FloatType.BFloat16) => StoredType.BFloat16,
        (_, FloatType.Float32) => StoredType.Float32,
        (_, FloatType.Float64) => StoredType.Float64,
        (DType.Float64, _) => StoredType.Float64,
        _ => StoredType.Float32,
    };

    /// <summary>A tensor's bytes in a file, each number rounded to the nearest of its type, to the even one of two.</summary>
    public static ReadOnlySpan<byte> Bytes(Tensor tensor, StoredType type)
    {
        if (!tensor.Type.IsFloat() || type.InMemory() == tensor.Type && type is StoredType.Float32 or StoredType.Float64) return Safetensors.Bytes(tensor);
        var size = type.Size();
        var bytes = new byte[tensor.Count * size];
        for (var i = 0; i < tensor.Count; i++)
        {
            var value = tensor.Type == DType.Float64 ? tensor.Span<double>()[i] : tensor.Span<float>()[i];
            var to = bytes.AsSpan(i * size);
            switch (type)
            {
                case StoredType.Float16: BinaryPrimitives.WriteHalfLittleEndian(to, (Half)value); break;
                case StoredType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(to, ToBFloat16((float)value)); break;
                case StoredType.Float32: BinaryPrimitives.WriteSingleLittleEndian(to, (float)value); break;
                default: BinaryPrimitives.WriteDoubleLittleEndian(to, value); break;
            }
        }

        return bytes;
    }

    /// <summary>The upper half of a float, rounded; NaN stays NaN.</summary>
    private static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value)) return (ushort)((bits >> 16) | 0x40);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
