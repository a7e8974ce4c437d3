using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>128 bits: 4 floats or 2 doubles.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> _v = value;

    public static int Count => Vector128<T>.Count;

    public static Lanes128<T> Load(T* source) => new(Vector128.Load(source));

    public static void Store(Lanes128<T> value, T* target) => value._v.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> LoadBytes(byte* source)
    {
        if (typeof(T) != typeof(float)) return new(Vector128.Create((double)source[0], source[1]).As<double, T>());
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(source)).AsByte();
        return new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32()).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Lanes128<T> value, byte* target)
    {
        if (typeof(T) == typeof(float))
        {
            var words = Vector128.ConvertToInt32Native(value._v.AsSingle()).AsUInt32();
            var shorts = Vector128.Narrow(words, words);
            Unsafe.WriteUnaligned(target, Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar());
            return;
        }

        var v = value._v.AsDouble();
        (target[0], target[1]) = ((byte)(int)v[0], (byte)(int)v[1]);
    }

    public static Lanes128<T> All(T value) => new(Vector128.Create(value));

    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._v + b._v);

    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._v - b._v);

    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._v * b._v);

    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._v / b._v);

    public static Lanes128<T> operator -(Lanes128<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Fma(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) => typeof(T) == typeof(float)
        ? new(Vector128.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>())
        : new(Vector128.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>());

    public static Lanes128<T> Min(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Min(a._v, b._v));

    public static Lanes128<T> Max(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Max(a._v, b._v));

    public static Lanes128<T> MinNative(Lanes128<T> a, Lanes128<T> b) => new(Vector128.MinNative(a._v, b._v));

    public static Lanes128<T> MaxNative(Lanes128<T> a, Lanes128<T> b) => new(Vector128.MaxNative(a._v, b._v));

    public static Lanes128<T> Abs(Lanes128<T> a) => new(Vector128.Abs(a._v));

    public static Lanes128<T> CopySign(Lanes128<T> size, Lanes128<T> sign) => new(Vector128.CopySign(size._v, sign._v));

    public static Lanes128<T> Sqrt(Lanes128<T> a) => new(Vector128.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Round(Lanes128<T> a) => typeof(T) == typeof(float)
        ? new(Vector128.Round(a._v.AsSingle()).As<float, T>())
        : new(Vector128.Round(a._v.AsDouble()).As<double, T>());

    public static Lanes128<T> Less(Lanes128<T> a, Lanes128<T> b) => new(Vector128.LessThan(a._v, b._v));

    public static Lanes128<T> LessOrEqual(Lanes128<T> a, Lanes128<T> b) => new(Vector128.LessThanOrEqual(a._v, b._v));

    public static Lanes128<T> Equal(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Equals(a._v, b._v));

    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> PowerOfTwo(Lanes128<T> n)
    {
        // Adding 1.5·2^(mantissa bits) leaves n in the low bits; biased (127, 1023) and shifted, they are the exponent field. No conversion
        // of numbers to integers is involved: that is slow for doubles without AVX-512.
        if (typeof(T) == typeof(float))
            return new((((n._v.AsSingle() + Vector128.Create(12582912f)).AsInt32() + Vector128.Create(127)) << 23).As<int, T>());
        return new((((n._v.AsDouble() + Vector128.Create(6755399441055744.0)).AsInt64() + Vector128.Create(1023L)) << 52).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Split(Lanes128<T> a, out Lanes128<T> exponent)
    {
        // Subtracting the bits of sqrt(1/2) leaves, above the mantissa, the exponent that brings m into [sqrt(1/2), sqrt 2).
        if (typeof(T) == typeof(float))
        {
            var bits = a._v.AsInt32();
            var e = (bits - Vector128.Create(0x3F3504F3)) >> 23;
            exponent = new(Vector128.ConvertToSingle(e).As<float, T>());
            return new((bits - (e << 23)).As<int, T>());
        }
        else
        {
            var bits = a._v.AsInt64();
            var e = (bits - Vector128.Create(0x3FE6A09E667F3BCDL)) >> 52;
            exponent = new(Vector128.ConvertToDouble(e).As<double, T>());
            return new((bits - (e << 52)).As<long, T>());
        }
    }

    public static T Sum(Lanes128<T> a) => typeof(T) == typeof(float)
        ? (a._v[0] + a._v[2]) + (a._v[1] + a._v[3])
        : a._v[0] + a._v[1];

    public static T Largest(Lanes128<T> a) => typeof(T) == typeof(float)
        ? T.Max(T.Max(a._v[0], a._v[2]), T.Max(a._v[1], a._v[3]))
        : T.Max(a._v[0], a._v[1]);
}
