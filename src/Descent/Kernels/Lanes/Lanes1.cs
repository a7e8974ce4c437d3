using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>A single number: the tail of every row, and machines without vector instructions.</summary>
internal readonly unsafe struct Lanes1<T>(T value) : ILanes<Lanes1<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _v = value;

    public static int Count => 1;

    public static Lanes1<T> Load(T* source) => new(*source);

    public static void Store(Lanes1<T> value, T* target) => *target = value._v;

    public static Lanes1<T> LoadBytes(byte* source) => new(Literal.Of<T>(*source));

    public static void StoreBytes(Lanes1<T> value, byte* target) => *target = typeof(T) == typeof(float)
        ? (byte)(int)Unsafe.BitCast<T, float>(value._v)
        : (byte)(int)Unsafe.BitCast<T, double>(value._v);

    public static Lanes1<T> All(T value) => new(value);

    public static Lanes1<T> operator +(Lanes1<T> a, Lanes1<T> b) => new(a._v + b._v);

    public static Lanes1<T> operator -(Lanes1<T> a, Lanes1<T> b) => new(a._v - b._v);

    public static Lanes1<T> operator *(Lanes1<T> a, Lanes1<T> b) => new(a._v * b._v);

    public static Lanes1<T> operator /(Lanes1<T> a, Lanes1<T> b) => new(a._v / b._v);

    public static Lanes1<T> operator -(Lanes1<T> a) => new(-a._v);

    public static Lanes1<T> Fma(Lanes1<T> a, Lanes1<T> b, Lanes1<T> c) => new(T.FusedMultiplyAdd(a._v, b._v, c._v));

    public static Lanes1<T> Min(Lanes1<T> a, Lanes1<T> b) => new(T.Min(a._v, b._v));

    public static Lanes1<T> Max(Lanes1<T> a, Lanes1<T> b) => new(T.Max(a._v, b._v));

    public static Lanes1<T> MinNative(Lanes1<T> a, Lanes1<T> b) => new(a._v < b._v ? a._v : b._v);

    public static Lanes1<T> MaxNative(Lanes1<T> a, Lanes1<T> b) => new(a._v > b._v ? a._v : b._v);

    public static Lanes1<T> Abs(Lanes1<T> a) => new(T.Abs(a._v));

    public static Lanes1<T> CopySign(Lanes1<T> size, Lanes1<T> sign) => new(T.CopySign(size._v, sign._v));

    public static Lanes1<T> Sqrt(Lanes1<T> a) => new(T.Sqrt(a._v));

    public static Lanes1<T> Round(Lanes1<T> a) => new(T.Round(a._v));

    public static Lanes1<T> Less(Lanes1<T> a, Lanes1<T> b) => Mask(a._v < b._v);

    public static Lanes1<T> LessOrEqual(Lanes1<T> a, Lanes1<T> b) => Mask(a._v <= b._v);

    public static Lanes1<T> Equal(Lanes1<T> a, Lanes1<T> b) => Mask(a._v == b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Select(Lanes1<T> mask, Lanes1<T> a, Lanes1<T> b) => typeof(T) == typeof(float)
        ? (Unsafe.BitCast<T, int>(mask._v) != 0 ? a : b)
        : (Unsafe.BitCast<T, long>(mask._v) != 0 ? a : b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> PowerOfTwo(Lanes1<T> n) => typeof(T) == typeof(float)
        ? new(Unsafe.BitCast<int, T>(((int)Unsafe.BitCast<T, float>(n._v) + 127) << 23))
        : new(Unsafe.BitCast<long, T>(((long)Unsafe.BitCast<T, double>(n._v) + 1023) << 52));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Split(Lanes1<T> a, out Lanes1<T> exponent)
    {
        // The constants are explained in Lanes512.Split.
        if (typeof(T) == typeof(float))
        {
            var bits = Unsafe.BitCast<T, int>(a._v);
            var e = (bits - 0x3F3504F3) >> 23;
            exponent = new(Unsafe.BitCast<float, T>(e));
            return new(Unsafe.BitCast<int, T>(bits - (e << 23)));
        }
        else
        {
            var bits = Unsafe.BitCast<T, long>(a._v);
            var e = (bits - 0x3FE6A09E667F3BCDL) >> 52;
            exponent = new(Unsafe.BitCast<double, T>(e));
            return new(Unsafe.BitCast<long, T>(bits - (e << 52)));
        }
    }

    public static T Sum(Lanes1<T> a) => a._v;

    public static T Largest(Lanes1<T> a) => a._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes1<T> Mask(bool set) => typeof(T) == typeof(float)
        ? new(Unsafe.BitCast<int, T>(set ? -1 : 0))
        : new(Unsafe.BitCast<long, T>(set ? -1L : 0L));
}
