using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The Gaussian error linear unit's approximation by a hyperbolic tangent (Hendrycks and Gimpel, 2016).</summary>
public static class GeluTanhOp
{
    extension(Tensor x)
    {
        /// <summary>½x·(1 + tanh(√(2/π)·(x + 0.044715·x³))), element by element.</summary>
        public Tensor GeluTanh() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        private const double Root = 0.7978845608028654, Cubic = 0.044715; // √(2/π), and the paper's fitted coefficient

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Inner<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> =>
            x * V.Fma(Literal.All<V, T>(Cubic * Root), x * x, Literal.All<V, T>(Root));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(0.5) * x * (V.All(T.One) + LaneMath.Tanh<V, T>(Inner<V, T>(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // ½(1 + t) + ½x·(1 − t²)·u′ with t = tanh u
            var t = LaneMath.Tanh<V, T>(Inner<V, T>(x));
            var inner = V.Fma(Literal.All<V, T>(3 * Cubic * Root), x * x, Literal.All<V, T>(Root));
            return Literal.All<V, T>(0.5) * V.Fma(x * V.Fma(-t, t, V.All(T.One)), inner, V.All(T.One) + t);
        }
    }
}
