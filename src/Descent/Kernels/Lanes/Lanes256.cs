using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>256 bits: 8 floats or 4 doubles.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> _v = value;

    internal Vector256<T> Vector => _v;

    public static int Count => Vector256<T>.Count;

    public static Lanes256<T> Load(T* source) => new(Vector256.Load(source));

    public static void Store(Lanes256<T> value, T* target) => value._v.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> LoadBytes(byte* source)
    {
        if (typeof(T) != typeof(float)) return new(Vector256.Create((double)source[0], source[1], source[2], source[3]).As<double, T>());
        if (Avx2.IsSupported) return new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source)).As<float, T>());
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsByte());
        return new(Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)).AsInt32()).As<float, T>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Lanes256<T> value, byte* target)
    {
        if (typeof(T) == typeof(float))
        {
            var words = Vector256.ConvertToInt32Native(value._v.AsSingle()).AsUInt32();
            var shorts = Vector128.Narrow(words.GetLower(), words.GetUpper());
            Unsafe.WriteUnaligned(target, Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar());
            return;
        }

        var v = value._v.AsDouble();
        (target[0], target[1], target[2], target[3]) = ((byte)(int)v[0], (byte)(int)v[1], (byte)(int)v[2], (byte)(int)v[3]);
    }

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

    public static Lanes256<T> MinNative(Lanes256<T> a, Lanes256<T> b) => new(Vector256.MinNative(a._v, b._v));

    public static Lanes256<T> MaxNative(Lanes256<T> a, Lanes256<T> b) => new(Vector256.MaxNative(a._v, b._v));

    public static Lanes256<T> Abs(Lanes256<T> a) => new(Vector256.Abs(a._v));

    public static Lanes256<T> CopySign(Lanes256<T> size, Lanes256<T> sign) => new(Vector256.CopySign(size._v, sign._v));

    public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Round(Lanes256<T> a) => typeof(T) == typeof(float)
        ? new(Vector256.Round(a._v.AsSingle()).As<float, T>())
        : new(Vector256.Round(a._v.AsDouble()).As<double, T>());

    public static Lanes256<T> Less(Lanes256<T> a, Lanes256<T> b) => new(Vector256.LessThan(a._v, b._v));

    public static Lanes256<T> LessOrEqual(Lanes256<T> a, Lanes256<T> b) => new(Vector256.LessThanOrEqual(a._v, b._v));

    public static Lanes256<T> Equal(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Equals(a._v, b._v));

    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.ConditionalSelect(mask._v, a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> PowerOfTwo(Lanes256<T> n)
    {
        // Adding 1.5·2^(mantissa bits) leaves n in the low bits; biased (127, 1023) and shifted, they are the exponent field. No conversion
        // of numbers to integers is involved: that is slow for doubles without AVX-512.
        if (typeof(T) == typeof(float))
            return new((((n._v.AsSingle() + Vector256.Create(12582912f)).AsInt32() + Vector256.Create(127)) << 23).As<int, T>());
        return new((((n._v.AsDouble() + Vector256.Create(6755399441055744.0)).AsInt64() + Vector256.Create(1023L)) << 52).As<long, T>());
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
