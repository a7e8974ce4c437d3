using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Gaussian error linear unit (Hendrycks and Gimpel, 2016).</summary>
public static class GeluOp
{
    extension(Tensor x)
    {
        /// <summary>x·Φ(x), element by element, with Φ the normal distribution function.</summary>
        public Tensor Gelu() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Phi<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> =>
            V.Fma(Literal.All<V, T>(0.5), LaneMath.Erf<V, T>(x * Literal.All<V, T>(0.7071067811865476)), Literal.All<V, T>(0.5));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x * Phi<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // Φ(x) + x·φ(x), with φ(x) = e^(−x²/2)/√(2π)
            return V.Fma(x * Literal.All<V, T>(0.3989422804014327), LaneMath.Exp<V, T>(Literal.All<V, T>(-0.5) * x * x), Phi<V, T>(x));
        }
    }
}
