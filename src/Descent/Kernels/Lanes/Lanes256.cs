using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>256 bits: 8 floats or 4 doubles.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _v = value;

    public static int Count => Vector256<T>.Count;

    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    public static void Store(Lanes256<T> value, T* target) => value._v.Store(target);

    public static Lanes256<T> All(T value) => new(Vector256.Create(value));

    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._v + b._v);

    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._v - b._v);

    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._v * b._v);

    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._v / b._v);

    public static Lanes256<T> operator -(Lanes256<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Fma(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) => typeof(T) == typeof(float)
        ? new(Vector256.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>())
        : new(Vector256.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>());

    public static Lanes256<T> Min(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Min(a._v, b._v));

    public static Lanes256<T> Max(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Max(a._v, b._v));

    public static Lanes256<T> Abs(Lanes256<T> a) => new(Vector256.Abs(a._v));

    public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Round(Lanes256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.Round(a._v.AsSingle()).As<float, T>())
        : new(Vector256.Round(a._v.AsDouble()).As<double, T>());

    public static Lanes256<T> Less(Lanes256<T> a, Lanes256<T> b) => new(Vector256.LessThan(a._v, b._v));

    public static Lanes256<T> Equal(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Equals(a._v, b._v));

    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> n)
    {
        // Build the exponent field: the bias is 127 over 23 bits of mantissa, 1023 over 52.
        if (typeof(T) == typeof(float))
            return new(((Vector256.ConvertToInt32(n._v.AsSingle()) + Vector256.Create(127)) << 23).As<int, T>());
        return new(((Vector256.ConvertToInt64(n._v.AsDouble()) + Vector256.Create(1023L)) << 52).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Split(Lanes256<T> a, out Lanes256<T> exponent)
    {
        // Subtracting the bits of sqrt(1/2) leaves, above the mantissa, the exponent that brings m into [sqrt(1/2), sqrt 2).
        if (typeof(T) == typeof(float))
        {
            var bits = a._v.AsInt32();
            var e = (bits - Vector256.Create(0x3F3504F3)) >> 23;
            exponent = new(Vector256.ConvertToSingle(e).As<float, T>());
            return new((bits - (e << 23)).As<int, T>());
        }
        else
        {
            var bits = a._v.AsInt64();
            var e = (bits - Vector256.Create(0x3FE6A09E667F3BCDL)) >> 52;
            exponent = new(Vector256.ConvertToDouble(e).As<double, T>());
            return new((bits - (e << 52)).As<long, T>());
        }
    }

    public static T Sum(Lanes256<T> a) => Lanes128<T>.Sum(new(a._v.GetLower() + a._v.GetUpper()));

    public static T Largest(Lanes256<T> a) => Lanes128<T>.Largest(new(Vector128.Max(a._v.GetLower(), a._v.GetUpper())));
}
