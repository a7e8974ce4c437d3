namespace Descent.Ops;

/// <summary>What ArgMax and ArgMin share.</summary>
internal abstract unsafe class ArgExtremeOp(Tensor x, int axes, bool keepDims, bool largest) : ReduceOp(x, axes, keepDims)
{
    protected override string? NotOfNothing => largest ? "largest" : "smallest";

    protected override DType InferType()
    {
        _ = base.InferType();
        return DType.Int32;
    }

    protected override void Forward<T>(Tensor y)
    {
        var plan = Plan;
        if (X.Type == DType.Float64) X.Device.ArgExtreme(X.Data<double>(), y.Data<int>(), plan.Outer, plan.N, plan.Inner, largest);
        else X.Device.ArgExtreme(X.Data<float>(), y.Data<int>(), plan.Outer, plan.N, plan.Inner, largest);
    }

    protected override void Backward<T>(Tensor y) => throw new NotSupportedException($"{Name} has no gradient.");
}
