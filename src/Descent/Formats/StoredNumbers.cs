using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Descent;

/// <summary>Reads the elements of arrays in files, of any element type, into tensors.</summary>
internal static class StoredNumbers
{
    /// <summary>Bytes converted at a time.</summary>
    private const int Piece = 64 << 10;

    /// <summary>Reads a tensor's elements at the stream's position.</summary>
    /// <param name="file">The stream; it has as many bytes left.</param>
    /// <param name="type">What the file holds.</param>
    /// <param name="shape">The shape, checked.</param>
    /// <param name="isBigEndian">Whether an element's highest byte comes first.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="what">What the elements are of, for messages: nothing, or such as <c>of tensor 'a' </c>.</param>
    /// <exception cref="DataFormatException">A value does not fit.</exception>
    public static Tensor Read(Stream file, StoredType type, in Shape shape, bool isBigEndian, string path, string what)
    {
        var tensor = Tensor.AllocatePersistent(shape, type.InMemory());
        if (type is StoredType.Float32 or StoredType.Float64 or StoredType.Int32 or StoredType.UInt8)
        {
            file.ReadExactly(Safetensors.Bytes(tensor));
            if (isBigEndian) Reverse(Safetensors.Bytes(tensor), type.Size());
            return tensor;
        }

        var size = type.Size();
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var start = 0; start < tensor.Count; start += Piece / size)
            {
                var count = Math.Min(Piece / size, tensor.Count - start);
                var bytes = buffer.AsSpan(0, count * size);
                file.ReadExactly(bytes);
                if (isBigEndian) Reverse(bytes, size);
                Convert(bytes, type, tensor, start, count, path, what);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return tensor;
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        if (size == 2) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<byte, ushort>(bytes));
        else if (size == 4) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
        else if (size == 8) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
    }

    private static void Convert(ReadOnlySpan<byte> bytes, StoredType type, Tensor tensor, int start, int count, string path, string what)
    {
        switch (type)
        {
            case StoredType.Float16:
                for (var i = 0; i < count; i++) tensor.Span<float>()[start + i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                break;
            case StoredType.BFloat16:
                // The upper half of a float.
                for (var i = 0; i < count; i++) tensor.Span<float>()[start + i] = BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                break;
            case StoredType.Int16:
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
                break;
            case StoredType.UInt16:
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
                break;
            case StoredType.Int8:
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = (sbyte)bytes[i];
                break;
            case StoredType.Bool:
                for (var i = 0; i < count; i++)
                {
                    if (bytes[i] > 1) throw new DataFormatException(path, $"element {start + i} {what}is BOOL with the value {bytes[i]}; it must be 0 or 1.");
                    tensor.Span<byte>()[start + i] = bytes[i];
                }

                break;
            case StoredType.UInt32:
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = Fit(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]), start + i);
                break;
            case StoredType.Int64:
                for (var i = 0; i < count; i++) tensor.Span<int>()[start + i] = Fit(BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]), start + i);
                break;
            case StoredType.UInt64:
                for (var i = 0; i < count; i++)
                {
                    var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]);
                    tensor.Span<int>()[start + i] = value <= int.MaxValue ? (int)value : throw Wide(value, start + i);
                }

                break;
            default:
                throw new InvalidOperationException($"StoredNumbers: {type} needs no conversion.");
        }

        int Fit(long value, int index) => value == (int)value ? (int)value : throw Wide(value, index);

        DataFormatException Wide(object value, int index) => new(path, $"element {index} {what}is {value}, which does not fit Int32.");
    }
}
