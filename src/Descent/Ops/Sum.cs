using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The sum.</summary>
public static class SumOp
{
    extension(Tensor x)
    {
        /// <summary>Σ x. Over all axes if none is given.</summary>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <returns>x's shape without those axes.</returns>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor Sum(params ReadOnlySpan<int> axes) => x.Sum(keepDims: false, axes);

        /// <summary>Σ x. Over all axes if none is given.</summary>
        /// <param name="keepDims">Whether reduced axes stay, with size 1, so that the result broadcasts with x.</param>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor Sum(bool keepDims, params ReadOnlySpan<int> axes) => new Node(x, ReduceOp.Axes("Sum", x.Shape, axes), keepDims).Call();
    }

    // y = Σ x, dx = dy
    internal sealed unsafe class Node(Tensor x, int axes, bool keepDims) : ReduceOp(x, axes, keepDims)
    {
        protected override void Forward<T>(Tensor y) => Reduce(new SumFn(1), null, y.Data<T>());

        protected override void Backward<T>(Tensor y) => Expand(new Scaled(1), null, GradientOf<T>(y));
    }

    internal readonly struct Scaled(double factor) : IExpandFn
    {
        public static Saves Saves => Saves.Nothing;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x, V c, V dy)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => dy * Literal.All<V, T>(factor);
    }
}
