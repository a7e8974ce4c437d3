using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Sigmoid linear unit, or swish (Elfwing, Uchibe and Doya, 2017).</summary>
public static class SiluOp
{
    extension(Tensor x)
    {
        /// <summary>x·sigmoid(x), element by element.</summary>
        public Tensor Silu() => new UnaryOp<Fn>(x, default).Call();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x * LaneMath.Sigmoid<V, T>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var s = LaneMath.Sigmoid<V, T>(x);
            return s * V.Fma(x, V.All(T.One) - s, V.All(T.One));
        }
    }
}
