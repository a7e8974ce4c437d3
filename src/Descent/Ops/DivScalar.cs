using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>Every element divided by a number.</summary>
public static class DivScalarOp
{
    extension(Tensor x)
    {
        /// <summary>x/number, element by element; also written x / number.</summary>
        public Tensor DivScalar(double number) => new UnaryOp<Fn>(x, new Fn(number)).Call();

        /// <summary>x/number, element by element.</summary>
        public static Tensor operator /(Tensor left, double right) => left.DivScalar(right);
    }

    internal readonly struct Fn(double number) : IUnaryFn
    {
        public static Saves Saves => Saves.Nothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x / Literal.All<V, T>(number);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.All(T.One) / Literal.All<V, T>(number);
    }
}
