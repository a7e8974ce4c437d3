using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>The gradient before an activation, from the one behind it: dz = dy·f′(z) with z = (x − centre)·scale + shift, plus a residual.</summary>
internal interface IChannelSlope
{
    /// <summary>Whether it reads the output.</summary>
    static abstract bool ReadsY { get; }

    /// <summary>dz; <paramref name="d"/> is x − centre, and <paramref name="y"/> is undefined unless <see cref="ReadsY"/>.</summary>
    static abstract V Apply<V, T>(V dy, V d, V scale, V shift, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>No activation: dz = dy.</summary>
internal readonly struct NoSlope : IChannelSlope
{
    public static bool ReadsY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<V, T>(V dy, V d, V scale, V shift, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => dy;
}

/// <summary>
/// ReLU without a residual: z is computed again from x, by the forward pass's own expression, so with its sign. That reads one tensor less
/// than looking at y would, twice.
/// </summary>
internal readonly struct ReluSlope : IChannelSlope
{
    public static bool ReadsY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<V, T>(V dy, V d, V scale, V shift, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.LessOrEqual(V.Fma(d, scale, shift), default), default, dy);
}

/// <summary>Any activation whose slope follows from its output.</summary>
internal readonly struct OutputSlope<TFn> : IChannelSlope
    where TFn : struct, IUnaryFn
{
    public static bool ReadsY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Apply<V, T>(V dy, V d, V scale, V shift, V y)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => dy * default(TFn).Slope<V, T>(default, y);
}
