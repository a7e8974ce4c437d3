using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>The few vector operations a matrix product needs, for one width and one element type.</summary>
internal unsafe interface IGemmLanes<V, T> where T : unmanaged
{
    /// <summary>Elements in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>A tile has one, two or three times this many rows; three times this many rows of two vectors fill the registers.</summary>
    static abstract int RowUnit { get; }

    static abstract V Zero { get; }
    static abstract V Load(T* from);
    static abstract void Store(T* to, V value);
    static abstract V Broadcast(T* from);
    static abstract V Add(V a, V b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>The sum of all elements.</summary>
    static abstract T Sum(V value);

    /// <summary>All bits set in the first <paramref name="count"/> elements.</summary>
    static abstract V Mask(int count);

    /// <summary>Reads only the elements under the mask; the others are 0.</summary>
    static abstract V LoadMasked(T* from, V mask);

    /// <summary>Writes only the elements under the mask.</summary>
    static abstract void StoreMasked(T* to, V mask, V value);
}

internal readonly unsafe struct GemmLanes512<T> : IGemmLanes<Vector512<T>, T> where T : unmanaged, INumber<T>
{
    public static int Count => Vector512<T>.Count;
    public static int RowUnit => 4;                                      // 12 x 2 sums, 2 of B and 1 of A in 32 registers
    public static Vector512<T> Zero => Vector512<T>.Zero;
    public static Vector512<T> Load(T* from) => Vector512.Load(from);
    public static void Store(T* to, Vector512<T> value) => value.Store(to);
    public static Vector512<T> Broadcast(T* from) => Vector512.Create(*from);
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;
    public static T Sum(Vector512<T> value) => Vector512.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Mask(int count) => typeof(T) == typeof(float)
        ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).As<int, T>()
        : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LoadMasked(T* from, Vector512<T> mask)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.MaskLoad((float*)from, mask.AsSingle(), Vector512<float>.Zero).As<float, T>()
                : Avx512F.MaskLoad((double*)from, mask.AsDouble(), Vector512<double>.Zero).As<double, T>();
        }
        return Vector512.Create(GemmLanes256<T>.LoadMasked(from, mask.GetLower()), GemmLanes256<T>.LoadMasked(from + Vector256<T>.Count, mask.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T* to, Vector512<T> mask, Vector512<T> value)
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(float)) Avx512F.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
            else Avx512F.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
            return;
        }
        GemmLanes256<T>.StoreMasked(to, mask.GetLower(), value.GetLower());
        GemmLanes256<T>.StoreMasked(to + Vector256<T>.Count, mask.GetUpper(), value.GetUpper());
    }
}

internal readonly unsafe struct GemmLanes256<T> : IGemmLanes<Vector256<T>, T> where T : unmanaged, INumber<T>
{
    public static int Count => Vector256<T>.Count;
    public static int RowUnit => 2;                                      // 6 x 2 sums, 2 of B and 1 of A in 16 registers
    public static Vector256<T> Zero => Vector256<T>.Zero;
    public static Vector256<T> Load(T* from) => Vector256.Load(from);
    public static void Store(T* to, Vector256<T> value) => value.Store(to);
    public static Vector256<T> Broadcast(T* from) => Vector256.Create(*from);
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;
    public static T Sum(Vector256<T> value) => Vector256.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mask(int count) => typeof(T) == typeof(float)
        ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
        : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LoadMasked(T* from, Vector256<T> mask)
    {
        if (Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
                : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();
        }
        return Vector256.Create(GemmLanes128<T>.LoadMasked(from, mask.GetLower()), GemmLanes128<T>.LoadMasked(from + Vector128<T>.Count, mask.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T* to, Vector256<T> mask, Vector256<T> value)
    {
        if (Avx.IsSupported)
        {
            if (typeof(T) == typeof(float)) Avx.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
            else Avx.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
            return;
        }
        GemmLanes128<T>.StoreMasked(to, mask.GetLower(), value.GetLower());
        GemmLanes128<T>.StoreMasked(to + Vector128<T>.Count, mask.GetUpper(), value.GetUpper());
    }
}

internal readonly unsafe struct GemmLanes128<T> : IGemmLanes<Vector128<T>, T> where T : unmanaged, INumber<T>
{
    public static int Count => Vector128<T>.Count;
    public static int RowUnit => 2;
    public static Vector128<T> Zero => Vector128<T>.Zero;
    public static Vector128<T> Load(T* from) => Vector128.Load(from);
    public static void Store(T* to, Vector128<T> value) => value.Store(to);
    public static Vector128<T> Broadcast(T* from) => Vector128.Create(*from);
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) => typeof(T) == typeof(float)
        ? Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Mask(int count) => typeof(T) == typeof(float)
        ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).As<int, T>()
        : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadMasked(T* from, Vector128<T> mask)
    {
        if (Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
                : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();
        }
        var value = Vector128<T>.Zero;
        var count = BitOperations.PopCount(mask.ExtractMostSignificantBits());
        for (var i = 0; i < count; i++) value = value.WithElement(i, from[i]);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(T* to, Vector128<T> mask, Vector128<T> value)
    {
        if (Avx.IsSupported)
        {
            if (typeof(T) == typeof(float)) Avx.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
            else Avx.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
            return;
        }
        var count = BitOperations.PopCount(mask.ExtractMostSignificantBits());
        for (var i = 0; i < count; i++) to[i] = value.GetElement(i);
    }
}

internal readonly unsafe struct GemmLanes1<T> : IGemmLanes<T, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 1;
    public static int RowUnit => 2;
    public static T Zero => T.Zero;
    public static T Load(T* from) => *from;
    public static void Store(T* to, T value) => *to = value;
    public static T Broadcast(T* from) => *from;
    public static T Add(T a, T b) => a + b;
    public static T Sum(T value) => value;
    public static T MultiplyAdd(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);
    public static T Mask(int count) => T.One;                            // a part of one element is never asked for
    public static T LoadMasked(T* from, T mask) => *from;
    public static void StoreMasked(T* to, T mask, T value) => *to = value;
}
