using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>A number less every element.</summary>
public static class ScalarSubOp
{
    extension(Tensor x)
    {
        /// <summary>number − x, element by element; also written number - x.</summary>
        public Tensor ScalarSub(double number) => new UnaryOp<Fn>(x, new Fn(number)).Call();

        /// <summary>number − x, element by element.</summary>
        public static Tensor operator -(double left, Tensor right) => right.ScalarSub(left);
    }

    internal readonly struct Fn(double number) : IUnaryFn
    {
        public static Saves Saves => Saves.Nothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => Literal.All<V, T>(number) - x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Slope<V, T>(V x, V y)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => -V.All(T.One);
    }
}
