using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The square root.</summary>
public static class SqrtOp
{
    extension(Tensor x)
    {
        /// <summary>√x, element by element: NaN below 0. The slope at 0 is infinite.</summary>
        public Tensor Sqrt() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Sqrt(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(0.5) / y;
    }
}
