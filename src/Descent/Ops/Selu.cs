using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Scaled exponential linear unit (Klambauer, Unterthiner, Mayr and Hochreiter, 2017).</summary>
public static class SeluOp
{
    extension(Tensor x)
    {
        /// <summary>1.0507·x above 0, 1.7581·(eˣ − 1) elsewhere, element by element: keeps mean 0 and variance 1 with LeCun initialization.</summary>
        public Tensor Selu() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        // The fixed point of the paper's equations for mean 0 and variance 1.
        private const double Scale = 1.0507009873554805, ScaleAlpha = Scale * 1.6732632423543772;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(default, x), Literal.All<V, T>(Scale) * x, Literal.All<V, T>(ScaleAlpha) * LaneMath.Expm1<V, T>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(default, x), Literal.All<V, T>(Scale), Literal.All<V, T>(ScaleAlpha) * LaneMath.Exp<V, T>(x));
    }
}
