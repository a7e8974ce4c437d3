namespace Descent;

/// <summary>Class indices as vectors.</summary>
public static class OneHotOp
{
    extension(Tensor indices)
    {
        /// <summary>A new last axis with 1 at each index and 0 elsewhere: [N] → [N, classes]. No gradient flows.</summary>
        /// <param name="classes">The size of the new axis.</param>
        /// <param name="type">Float32 or Float64.</param>
        /// <exception cref="ShapeException">An index is outside of 0 … classes − 1, or the indices are not Int32.</exception>
        public Tensor OneHot(int classes, DType type = DType.Float32)
        {
            if (classes < 1) throw new ArgumentOutOfRangeException(nameof(classes), $"OneHot: {classes} classes were asked for; give at least 1.");
            if (!type.IsFloat()) throw new ArgumentException($"OneHot: the result is Float32 or Float64, not {type}.", nameof(type));
            return new Node(indices, classes, type).Call();
        }
    }

    // y[…, c] = 1 where indices[…] = c, else 0
    internal sealed unsafe class Node(Tensor indices, int classes, DType type) : Op(indices)
    {
        protected override DType InferType()
        {
            ShapeException.Require(indices.Type == DType.Int32, $"OneHot: the indices {indices.Shape} are {indices.Type}; they must be Int32. Convert them with To(DType.Int32).");
            return type;
        }

        protected override Shape Infer()
        {
            ShapeException.Require(indices.Shape.Rank < Shape.MaxRank, $"OneHot: {indices.Shape} has {Shape.MaxRank} axes already, and a tensor has no more.");
            var wrong = indices.Device.FirstOutside(indices.Data<int>(), indices.Count, classes);
            if (wrong >= 0) throw new ShapeException($"OneHot: element {wrong} of the indices {indices.Shape} is {indices.Data<int>()[wrong]}; with {classes} classes, valid are 0 … {classes - 1}.");
            return new Shape([.. indices.Shape.ToArray(), classes]);
        }

        protected override void Forward<T>(Tensor y) => indices.Device.OneHot(indices.Data<int>(), y.Data<T>(), indices.Count, classes);

        protected override void Backward<T>(Tensor y)
        {
            // Integers have no gradient, so nothing records this op.
        }
    }
}
