using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Softplus (Dugas and others, 2001).</summary>
public static class SoftplusOp
{
    extension(Tensor x)
    {
        /// <summary>log(1 + eˣ), element by element, without overflow for large x.</summary>
        public Tensor Softplus() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Max(x, default) + LaneMath.Log1p<V, T>(LaneMath.Exp<V, T>(-V.Abs(x)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Sigmoid<V, T>(x);
    }
}
