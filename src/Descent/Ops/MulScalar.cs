using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Every element times a number.</summary>
public static class MulScalarOp
{
    extension(Tensor x)
    {
        /// <summary>number·x, element by element; also written number * x.</summary>
        public Tensor MulScalar(double number) => new UnaryOp<Fn>(x, new Fn(number)).Call();

        /// <summary>x·number, element by element.</summary>
        public static Tensor operator *(Tensor left, double right) => left.MulScalar(right);

        /// <summary>number·x, element by element.</summary>
        public static Tensor operator *(double left, Tensor right) => right.MulScalar(left);
    }

    internal readonly struct Fn(double number) : IUnaryFn
    {
        public static Saves Saves => Saves.Nothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(number) * x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(number);
    }
}
