using System.Numerics;

namespace Descent.Kernels;

/// <summary>
/// A row of numbers that one instruction works on: 512, 256 or 128 bits, or a single number. An elementwise body is written once
/// against <typeparamref name="V"/> and serves every width in float and double. Each operation rounds as IEEE 754 says, so a body
/// gives the same bits at every width.
/// </summary>
/// <typeparam name="V">The type that implements this.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe interface ILanes<V, T>
    where V : struct, ILanes<V, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many numbers it holds.</summary>
    static abstract int Count { get; }

    static abstract V Load(T* source);

    static abstract void Store(V value, T* target);

    /// <summary>Bytes as numbers, one a lane.</summary>
    static abstract V LoadBytes(byte* source);

    /// <summary>Whole numbers from 0 to 255 as bytes, one a lane; of other numbers, undefined bytes.</summary>
    static abstract void StoreBytes(V value, byte* target);

    /// <summary>The same number in every lane.</summary>
    static abstract V All(T value);

    static abstract V operator +(V a, V b);

    static abstract V operator -(V a, V b);

    static abstract V operator *(V a, V b);

    static abstract V operator /(V a, V b);

    static abstract V operator -(V a);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>The smaller; NaN if either is.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger; NaN if either is.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller, in one instruction: of a NaN and a number, either.</summary>
    static abstract V MinNative(V a, V b);

    /// <summary>The larger, in one instruction: of a NaN and a number, either.</summary>
    static abstract V MaxNative(V a, V b);

    static abstract V Abs(V a);

    /// <summary>|size| with the sign bit of <paramref name="sign"/>.</summary>
    static abstract V CopySign(V size, V sign);

    static abstract V Sqrt(V a);

    /// <summary>The nearest integer, halves to even.</summary>
    static abstract V Round(V a);

    /// <summary>A mask for <see cref="Select"/>: all bits set where a &lt; b.</summary>
    static abstract V Less(V a, V b);

    /// <summary>A mask for <see cref="Select"/>: all bits set where a ≤ b.</summary>
    static abstract V LessOrEqual(V a, V b);

    /// <summary>A mask for <see cref="Select"/>: all bits set where a = b; never for NaN.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>Where the mask is set <paramref name="a"/>, elsewhere <paramref name="b"/>.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>2ⁿ for integers n within the exponent range of normal numbers; for other n, NaN included, an undefined number.</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>Splits a positive normal number into m·2ᵉ with m in [√½, √2).</summary>
    static abstract V Split(V a, out V exponent);

    /// <summary>The lanes added up in a fixed tree: neighbours half a width apart first.</summary>
    static abstract T Sum(V a);

    /// <summary>The largest lane; NaN if any is.</summary>
    static abstract T Largest(V a);
}
