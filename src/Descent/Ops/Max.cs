using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The largest element.</summary>
public static class MaxOp
{
    extension(Tensor x)
    {
        /// <summary>The largest element, NaN if any is. Over all axes if none is given. Equal ones share the gradient evenly.</summary>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <returns>x's shape without those axes.</returns>
        /// <exception cref="ShapeException">An axis is out of range or given twice, or there is nothing to reduce.</exception>
        public Tensor Max(params ReadOnlySpan<int> axes) => x.Max(keepDims: false, axes);

        /// <summary>The largest element, NaN if any is. Over all axes if none is given. Equal ones share the gradient evenly.</summary>
        /// <param name="keepDims">Whether reduced axes stay, with size 1, so that the result broadcasts with x.</param>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <exception cref="ShapeException">An axis is out of range or given twice, or there is nothing to reduce.</exception>
        public Tensor Max(bool keepDims, params ReadOnlySpan<int> axes) => new Node(x, ReduceOp.Axes("Max", x.Shape, axes), keepDims).Call();
    }

    internal sealed unsafe class Node(Tensor x, int axes, bool keepDims) : ExtremeOp(x, axes, keepDims)
    {
        protected override void Forward<T>(Tensor y) => Reduce(default(LargestFn), null, y.Data<T>());
    }
}
