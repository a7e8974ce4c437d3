namespace Descent;

/// <summary>The element type of a <see cref="Tensor"/>, a run-time tag.</summary>
public enum DType : byte
{
    /// <summary>32-bit IEEE 754 numbers: what networks train in.</summary>
    Float32,

    /// <summary>64-bit IEEE 754 numbers: what gradients are proven in.</summary>
    Float64,

    /// <summary>32-bit signed integers: class indices, table look-ups.</summary>
    Int32,

    /// <summary>Bytes: pixels and masks.</summary>
    UInt8,
}

internal static class DTypes
{
    public static int Size(this DType type) => type switch
    {
        DType.Float32 or DType.Int32 => 4,
        DType.Float64 => 8,
        _ => 1,
    };

    public static bool IsFloat(this DType type) => type <= DType.Float64;

    /// <summary>The tag of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not an element type.</exception>
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return DType.Float32;
        if (typeof(T) == typeof(double)) return DType.Float64;
        if (typeof(T) == typeof(int)) return DType.Int32;
        if (typeof(T) == typeof(byte)) return DType.UInt8;
        throw new ArgumentException($"Tensor: {typeof(T).Name} is not an element type; use float, double, int or byte.");
    }
}
