using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Σ x, times a factor.</summary>
internal readonly struct SumFn(double factor) : IReduceFn
{
    public static bool ReadsC => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum + x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum * Literal.All<V, T>(factor);
}

/// <summary>Σ (x − c)², divided by a number.</summary>
internal readonly struct SquaredDeviationFn(double divisor) : IReduceFn
{
    public static bool ReadsC => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var d = x - c;
        return V.Fma(d, d, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum / Literal.All<V, T>(divisor);
}

/// <summary>The largest; NaN if any is.</summary>
internal readonly struct LargestFn : IReduceFn
{
    public static bool ReadsC => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.All(T.NegativeInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Max(sum, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum;
}

/// <summary>The smallest; NaN if any is.</summary>
internal readonly struct SmallestFn : IReduceFn
{
    public static bool ReadsC => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.All(T.PositiveInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Min(sum, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum;
}

/// <summary>How many equal c.</summary>
internal readonly struct CountEqualFn : IReduceFn
{
    public static bool ReadsC => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum + V.Select(V.Equal(x, c), V.All(T.One), default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum;
}

/// <summary>log Σ eˣ, given the largest x as c: log Σ e^(x − c) + c. An infinite c is left out, where it would give ∞ − ∞.</summary>
internal readonly struct LogSumExpFn : IReduceFn
{
    public static bool ReadsC => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Start<V, T>()
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Step<V, T>(V sum, V x, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => sum + LaneMath.Exp<V, T>(x - Finite<V, T>(c));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Combine<V, T>(V a, V b)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Finish<V, T>(V sum, V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Log<V, T>(sum) + Finite<V, T>(c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Finite<V, T>(V c)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(V.Abs(c), V.All(T.PositiveInfinity)), default, c);
}
