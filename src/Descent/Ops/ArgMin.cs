using Descent.Ops;

namespace Descent;

/// <summary>Where the smallest element is.</summary>
public static class ArgMinOp
{
    extension(Tensor x)
    {
        /// <summary>The index of the first smallest element along an axis, or of the first NaN if there is one. It has no gradient.</summary>
        /// <param name="axis">The axis; −1 is the last.</param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <returns>Int32, x's shape without the axis.</returns>
        /// <exception cref="ShapeException">There is no such axis, or it has size 0.</exception>
        public Tensor ArgMin(int axis = -1, bool keepDims = false) => new Node(x, ReduceOp.Axes("ArgMin", x.Shape, [axis]), keepDims).Call();
    }

    internal sealed class Node(Tensor x, int axes, bool keepDims) : ArgExtremeOp(x, axes, keepDims, largest: false);
}
