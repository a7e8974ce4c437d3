namespace Descent.Ops;

/// <summary>Picks slices of an axis by index; the gradient adds each slice back to where it came from.</summary>
internal abstract unsafe class LookUpOp(Tensor x, Tensor indices, int axis) : Op(x, indices)
{
    // x [outer, size, inner]     indices [count] (any shape)     y [outer, count, inner]
    protected int Axis => axis;

    private int Outer => x.Shape.Product(0, axis);

    private int Inner => x.Shape.Product(axis + 1, x.Shape.Rank);

    protected override DType InferType()
    {
        ShapeException.Require(indices.Type == DType.Int32, $"{Name}: the indices {indices.Shape} are {indices.Type}; they must be Int32. Convert them with To(DType.Int32).");
        return x.Type;
    }

    protected override Shape Infer()
    {
        var rank = x.Shape.Rank - 1 + indices.Shape.Rank;
        ShapeException.Require(rank <= Shape.MaxRank, $"{Name}: indices {indices.Shape} into axis {axis} of {x.Shape} give {rank} axes; a tensor has at most {Shape.MaxRank}.");
        var size = x.Shape[axis];
        var wrong = x.Device.FirstOutside(indices.Data<int>(), indices.Count, size);
        if (wrong >= 0) throw new ShapeException(OutOfRange(indices.Data<int>()[wrong], Position(wrong), size));
        var sizes = x.Shape.ToArray();
        return new Shape([.. sizes.AsSpan(0, axis), .. indices.Shape.ToArray(), .. sizes.AsSpan(axis + 1)]);
    }

    /// <summary>The message for an index that is not in 0 … size − 1.</summary>
    protected abstract string OutOfRange(int index, string position, int size);

    // y[o, k, i] = x[o, indices[k], i]
    protected override void Forward<T>(Tensor y)
    {
        if (x.Type == DType.UInt8) x.Device.Gather(x.Data<byte>(), indices.Data<int>(), y.Data<byte>(), Outer, x.Shape[axis], indices.Count, Inner);
        else x.Device.Gather(x.Data<T>(), indices.Data<int>(), y.Data<T>(), Outer, x.Shape[axis], indices.Count, Inner);
    }

    // dx[o, j, i] (+)= Σ dy[o, k, i] over the k with indices[k] = j, in the order of k
    protected override void Backward<T>(Tensor y) => x.Device.ScatterAdd(
        GradientOf<T>(y), indices.Data<int>(), GradientFor<T>(x, out var add), Outer, x.Shape[axis], indices.Count, Inner, add);

    private string Position(int flat)
    {
        var position = new int[indices.Shape.Rank];
        for (var i = position.Length - 1; i >= 0; i--)
        {
            position[i] = flat % indices.Shape[i];
            flat /= indices.Shape[i];
        }

        return $"[{string.Join(", ", position)}]";
    }
}
