using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The hyperbolic tangent.</summary>
public static class TanhOp
{
    extension(Tensor x)
    {
        /// <summary>tanh x, element by element.</summary>
        public Tensor Tanh() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Output;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Tanh<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Fma(-y, y, V.All(T.One));
    }
}
