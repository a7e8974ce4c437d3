using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>512 bits: 16 floats or 8 doubles.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _v = value;

    public static int Count => Vector512<T>.Count;

    public static Lanes512<T> Load(T* source) => new(Vector512.Load(source));

    public static void Store(Lanes512<T> value, T* target) => value._v.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> LoadBytes(byte* source)
    {
        if (!Avx512F.IsSupported) return new(Vector512.Create(Lanes256<T>.LoadBytes(source).Vector, Lanes256<T>.LoadBytes(source + Vector256<T>.Count).Vector));
        if (typeof(T) == typeof(float)) return new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(source))).As<float, T>());
        var words = Avx512F.ConvertToVector512Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte()).GetLower();
        return new(Avx512F.ConvertToVector512Double(words).As<double, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Lanes512<T> value, byte* target)
    {
        if (!Avx512F.IsSupported)
        {
            Lanes256<T>.StoreBytes(new(value._v.GetLower()), target);
            Lanes256<T>.StoreBytes(new(value._v.GetUpper()), target + Vector256<T>.Count);
        }
        else if (typeof(T) == typeof(float))
        {
            Avx512F.ConvertToVector128Byte(Avx512F.ConvertToVector512Int32(value._v.AsSingle())).Store(target);
        }
        else
        {
            var words = Vector512.Create(Avx512F.ConvertToVector256Int32(value._v.AsDouble()), default);
            Unsafe.WriteUnaligned(target, Avx512F.ConvertToVector128Byte(words).AsUInt64().ToScalar());
        }
    }

    public static Lanes512<T> All(T value) => new(Vector512.Create(value));

    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._v + b._v);

    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._v - b._v);

    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._v * b._v);

    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._v / b._v);

    public static Lanes512<T> operator -(Lanes512<T> a) => new(-a._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Fma(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) => typeof(T) == typeof(float)
        ? new(Vector512.FusedMultiplyAdd(a._v.AsSingle(), b._v.AsSingle(), c._v.AsSingle()).As<float, T>())
        : new(Vector512.FusedMultiplyAdd(a._v.AsDouble(), b._v.AsDouble(), c._v.AsDouble()).As<double, T>());

    public static Lanes512<T> Min(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Min(a._v, b._v));

    public static Lanes512<T> Max(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Max(a._v, b._v));

    public static Lanes512<T> MinNative(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MinNative(a._v, b._v));

    public static Lanes512<T> MaxNative(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MaxNative(a._v, b._v));

    public static Lanes512<T> Abs(Lanes512<T> a) => new(Vector512.Abs(a._v));

    // Not Vector512.CopySign, which the runtime takes apart into halves where it does not count 512 bits as accelerated.
    public static Lanes512<T> CopySign(Lanes512<T> size, Lanes512<T> sign) => new(Vector512.ConditionalSelect(Vector512.Create(T.NegativeZero), sign._v, size._v));

    public static Lanes512<T> Sqrt(Lanes512<T> a) => new(Vector512.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Round(Lanes512<T> a) => typeof(T) == typeof(float)
        ? new(Vector512.Round(a._v.AsSingle()).As<float, T>())
        : new(Vector512.Round(a._v.AsDouble()).As<double, T>());

    public static Lanes512<T> Less(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThan(a._v, b._v));

    public static Lanes512<T> LessOrEqual(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThanOrEqual(a._v, b._v));

    public static Lanes512<T> Equal(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Equals(a._v, b._v));

    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> PowerOfTwo(Lanes512<T> n)
    {
        // Adding 1.5·2^(mantissa bits) leaves n in the low bits; biased (127, 1023) and shifted, they are the exponent field. No conversion
        // of numbers to integers is involved: that is slow for doubles without AVX-512.
        if (typeof(T) == typeof(float))
            return new((((n._v.AsSingle() + Vector512.Create(12582912f)).AsInt32() + Vector512.Create(127)) << 23).As<int, T>());
        return new((((n._v.AsDouble() + Vector512.Create(6755399441055744.0)).AsInt64() + Vector512.Create(1023L)) << 52).As<long, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Split(Lanes512<T> a, out Lanes512<T> exponent)
    {
        // Subtracting the bits of sqrt(1/2) leaves, above the mantissa, the exponent that brings m into [sqrt(1/2), sqrt 2).
        if (typeof(T) == typeof(float))
        {
            var bits = a._v.AsInt32();
            var e = (bits - Vector512.Create(0x3F3504F3)) >> 23;
            exponent = new(Vector512.ConvertToSingle(e).As<float, T>());
            return new((bits - (e << 23)).As<int, T>());
        }
        else
        {
            var bits = a._v.AsInt64();
            var e = (bits - Vector512.Create(0x3FE6A09E667F3BCDL)) >> 52;
            exponent = new(Vector512.ConvertToDouble(e).As<double, T>());
            return new((bits - (e << 52)).As<long, T>());
        }
    }

    public static T Sum(Lanes512<T> a) => Lanes256<T>.Sum(new(a._v.GetLower() + a._v.GetUpper()));

    public static T Largest(Lanes512<T> a) => Lanes256<T>.Largest(new(Vector256.Max(a._v.GetLower(), a._v.GetUpper())));
}
