using System.Numerics;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The mean.</summary>
public static class MeanOp
{
    extension(Tensor x)
    {
        /// <summary>Σ x / n; NaN of nothing. Over all axes if none is given.</summary>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <returns>x's shape without those axes.</returns>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor Mean(params ReadOnlySpan<int> axes) => x.Mean(keepDims: false, axes);

        /// <summary>Σ x / n; NaN of nothing. Over all axes if none is given.</summary>
        /// <param name="keepDims">Whether reduced axes stay, with size 1, so that the result broadcasts with x.</param>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor Mean(bool keepDims, params ReadOnlySpan<int> axes) => new Node(x, ReduceOp.Axes("Mean", x.Shape, axes), keepDims).Call();
    }

    // y = Σ x / n, dx = dy / n
    internal sealed unsafe class Node(Tensor x, int axes, bool keepDims) : ReduceOp(x, axes, keepDims)
    {
        protected override void Forward<T>(Tensor y) => Reduce(new SumFn(1.0 / N), null, y.Data<T>());

        protected override void Backward<T>(Tensor y) => Expand(new SumOp.Scaled(1.0 / N), null, GradientOf<T>(y));
    }
}
