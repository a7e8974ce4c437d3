using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Negation.</summary>
public static class NegOp
{
    extension(Tensor x)
    {
        /// <summary>−x, element by element; also written −x.</summary>
        public Tensor Neg() => new UnaryOp<Fn>(x, default).Call();

        /// <summary>−x, element by element.</summary>
        public static Tensor operator -(Tensor operand) => operand.Neg();
    }

    internal readonly struct Fn : IUnaryFn
    {
        public static Saves Saves => Saves.Nothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => -x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => -V.All(T.One);
    }
}
