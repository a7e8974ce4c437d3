using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Every element to a fixed power.</summary>
public static class PowScalarOp
{
    extension(Tensor x)
    {
        /// <summary>xᵖ, element by element. A negative x needs an integer exponent, or gives NaN.</summary>
        public Tensor Pow(double exponent) => exponent == 2 ? x.Square() : new UnaryOp<Fn>(x, new Fn(exponent)).Call();
    }

    internal readonly struct Fn(double exponent) : IUnaryFn
    {
        public static Saves Saves => Saves.Input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => LaneMath.Pow<V, T>(x, Literal.All<V, T>(exponent));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => exponent == 0 ? default : Literal.All<V, T>(exponent) * LaneMath.Pow<V, T>(x, Literal.All<V, T>(exponent - 1));
    }
}
