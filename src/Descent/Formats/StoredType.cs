namespace Descent;

/// <summary>The element types that files of arrays hold.</summary>
internal enum StoredType
{
    Float16,
    BFloat16,
    Float32,
    Float64,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Bool,
}

/// <summary>What they take, and what they become.</summary>
internal static class StoredTypes
{
    /// <summary>What a tensor can hold.</summary>
    private const int MaxBytes = int.MaxValue - 2 * Devices.Block.Alignment;

    /// <summary>Bytes of an element in the file.</summary>
    public static int Size(this StoredType type) => type switch
    {
        StoredType.Float64 or StoredType.Int64 or StoredType.UInt64 => 8,
        StoredType.Float32 or StoredType.Int32 or StoredType.UInt32 => 4,
        StoredType.Float16 or StoredType.BFloat16 or StoredType.Int16 or StoredType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>What it is read as: the type itself where there is such a tensor, else the next that holds it; for 64-bit and unsigned 32-bit integers Int32, if they fit.</summary>
    public static DType InMemory(this StoredType type) => type switch
    {
        StoredType.Float64 => DType.Float64,
        StoredType.Float32 or StoredType.Float16 or StoredType.BFloat16 => DType.Float32,
        StoredType.UInt8 or StoredType.Bool => DType.UInt8,
        _ => DType.Int32,
    };

    /// <summary>The shape of a tensor with the axes that a file declares, and the bytes of its elements there.</summary>
    /// <returns>Null if there can be such a tensor, else why not.</returns>
    public static string? Check(this StoredType type, IReadOnlyList<long> axes, out Shape shape, out long bytes)
    {
        (shape, bytes) = (default, 0);
        if (axes.Count > Shape.MaxRank) return $"has {axes.Count} axes; a tensor has at most {Shape.MaxRank}.";

        // As shapes are kept: a zero anywhere does not excuse the others.
        var (count, isEmpty) = (1L, false);
        foreach (var axis in axes)
        {
            if (axis > int.MaxValue || (axis > 0 && count > int.MaxValue / axis)) return "has more elements than a tensor can hold.";
            if (axis == 0) isEmpty = true;
            else count *= axis;
        }

        if (isEmpty) count = 0;
        if (count * type.InMemory().Size() > MaxBytes) return "needs more than the 2 GiB that a tensor can hold.";
        Span<int> sizes = stackalloc int[axes.Count];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = (int)axes[i];
        (shape, bytes) = (new Shape(sizes), count * type.Size());
        return null;
    }
}
