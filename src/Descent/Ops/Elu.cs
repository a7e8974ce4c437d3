using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Exponential linear unit (Clevert, Unterthiner and Hochreiter, 2015).</summary>
public static class EluOp
{
    extension(Tensor x)
    {
        /// <summary>x above 0, alpha·(eˣ − 1) elsewhere, element by element.</summary>
        /// <param name="alpha">Minus the limit at −∞.</param>
        public Tensor Elu(double alpha = 1) => new UnaryOp<Fn>(x, new Fn(alpha)).Call();
    }

    internal readonly struct Fn(double alpha) : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(default, x), x, Literal.All<V, T>(alpha) * LaneMath.Expm1<V, T>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Less(default, x), V.All(T.One), Literal.All<V, T>(alpha) * LaneMath.Exp<V, T>(x));
    }
}
