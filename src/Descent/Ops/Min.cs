using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The smallest element.</summary>
public static class MinOp
{
    extension(Tensor x)
    {
        /// <summary>The smallest element, NaN if any is. Over all axes if none is given. Equal ones share the gradient evenly.</summary>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <returns>x's shape without those axes.</returns>
        /// <exception cref="ShapeException">An axis is out of range or given twice, or there is nothing to reduce.</exception>
        public Tensor Min(params ReadOnlySpan<int> axes) => x.Min(keepDims: false, axes);

        /// <summary>The smallest element, NaN if any is. Over all axes if none is given. Equal ones share the gradient evenly.</summary>
        /// <param name="keepDims">Whether reduced axes stay, with size 1, so that the result broadcasts with x.</param>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <exception cref="ShapeException">An axis is out of range or given twice, or there is nothing to reduce.</exception>
        public Tensor Min(bool keepDims, params ReadOnlySpan<int> axes) => new Node(x, ReduceOp.Axes("Min", x.Shape, axes), keepDims).Call();
    }

    internal sealed unsafe class Node(Tensor x, int axes, bool keepDims) : ExtremeOp(x, axes, keepDims)
    {
        protected override void Forward<T>(Tensor y) => Reduce(default(SmallestFn), null, y.Data<T>());
    }
}
