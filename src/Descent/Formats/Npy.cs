using System.Runtime.InteropServices;

namespace Descent;

/// <summary>
/// Reads and writes NumPy's .npy files: one array of numbers. Nothing in such a file is run: Python objects, which NumPy can store too, are refused.
/// </summary>
public static class Npy
{
    /// <summary>Reads an array.</summary>
    /// <remarks>
    /// float32, float64, int32 and uint8 come as they are; float16 as Float32; bool as UInt8; the other integers as Int32, refused if a value does not
    /// fit. Either byte order; arrays in Fortran's order are put into C's.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">It is not a NumPy file, is damaged, or holds what this library cannot.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Tensor Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, path);
    }

    /// <summary>Writes a tensor, replacing the file only once the new one is complete and on the disk.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="widen">Whether an Int32 tensor is written as int64, which PyTorch expects class indices to be.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Tensor tensor, bool widen = false) =>
        AtomicFile.Write(path, NpyHeader.Write(TypeOf(tensor, widen), tensor.Shape).Length + (long)tensor.Count * tensor.Type.Size() * (IsWide(tensor, widen) ? 2 : 1), file => Write(file, tensor, widen));

    /// <summary>What a file declares of its array; no element is read.</summary>
    internal static NpyHeader ReadHeader(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return NpyHeader.Read(file, path);
    }

    /// <summary>Reads an array that fills the rest of a stream, which knows its length; <paramref name="path"/> is what errors call it.</summary>
    internal static Tensor Read(Stream stream, string path)
    {
        try
        {
            var header = NpyHeader.Read(stream, path);
            var text = $"{header.Type} [{string.Join(", ", header.Axes)}]";
            if (header.IsFortranOrder) header.Axes.Reverse();
            if (header.Type.Check(header.Axes, out var shape, out var bytes) is { } reason) throw new DataFormatException(path, $"its array, {text}, {reason}");
            var rest = stream.Length - stream.Position;
            if (bytes != rest) throw new DataFormatException(path, $"its array, {text}, takes {bytes} bytes, but {rest} follow the header; it is {(bytes > rest ? "cut short" : "too long")}.");
            var tensor = StoredNumbers.Read(stream, header.Type, shape, header.IsBigEndian, path, "");
            return header.IsFortranOrder ? Transpose(tensor) : tensor;
        }
        catch (EndOfStreamException e)
        {
            throw new DataFormatException(path, "it ended while it was being read; is something still writing it?", e);
        }
    }

    internal static void Write(Stream file, Tensor tensor, bool widen)
    {
        file.Write(NpyHeader.Write(TypeOf(tensor, widen), tensor.Shape));
        if (!IsWide(tensor, widen))
        {
            file.Write(Safetensors.Bytes(tensor));
            return;
        }

        Span<long> piece = stackalloc long[512];
        for (var rest = tensor.Span<int>(); rest.Length > 0;)
        {
            var count = Math.Min(piece.Length, rest.Length);
            for (var i = 0; i < count; i++) piece[i] = rest[i];
            file.Write(MemoryMarshal.AsBytes(piece[..count]));
            rest = rest[count..];
        }
    }

    private static bool IsWide(Tensor tensor, bool widen) => widen && tensor.Type == DType.Int32;

    private static string TypeOf(Tensor tensor, bool widen) =>
        tensor.Type switch { DType.Float32 => "<f4", DType.Float64 => "<f8", DType.Int32 => IsWide(tensor, widen) ? "<i8" : "<i4", _ => "|u1" };

    /// <summary>Turns the order of all axes around: what was read with the last axis first.</summary>
    private static Tensor Transpose(Tensor source)
    {
        if (source.Shape.Rank < 2) return source;
        var axes = source.Shape.ToArray();
        Array.Reverse(axes);
        var target = Tensor.AllocatePersistent(new Shape(axes), source.Type);
        Span<byte> from = Safetensors.Bytes(source), to = Safetensors.Bytes(target);
        var size = source.Type.Size();
        var strides = new int[axes.Length]; // of the source's elements, along the target's axes
        for (int axis = 0, stride = 1; axis < axes.Length; stride *= axes[axis++]) strides[axis] = stride;
        var position = new int[axes.Length];
        for (int at = 0, element = 0; at < target.Count; at++)
        {
            from.Slice(element * size, size).CopyTo(to[(at * size)..]);

            // The last axis is the fastest in the target: as a mileage counter goes.
            for (var axis = axes.Length - 1; axis >= 0; axis--)
            {
                element += strides[axis];
                if (++position[axis] < axes[axis]) break;
                element -= strides[axis] * axes[axis];
                position[axis] = 0;
            }
        }

        return target;
    }
}
