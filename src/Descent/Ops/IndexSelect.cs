using Descent.Ops;

namespace Descent;

/// <summary>Slices of an axis by index.</summary>
public static class IndexSelectOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Slices of an axis, chosen by index; an index may come several times. The axis is replaced by the indices' axes: rows [3] of
        /// an [N, F] tensor are [3, F].
        /// </summary>
        /// <param name="indices">Int32, any shape.</param>
        /// <param name="axis">The axis; −1 is the last.</param>
        /// <exception cref="ShapeException">An index is outside of the axis, or the indices are not Int32.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor IndexSelect(Tensor indices, int axis = 0) => new Node(x, indices, x.Shape.Axis(axis)).Call();
    }

    internal sealed class Node(Tensor x, Tensor indices, int axis) : LookUpOp(x, indices, axis)
    {
        protected override string OutOfRange(int index, string position, int size) =>
            $"IndexSelect: index {index} at position {position} is outside of axis {Axis} of {Inputs[0]!.Shape}; valid are 0 … {size - 1}.";
    }
}
