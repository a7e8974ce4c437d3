using Descent.Kernels;

namespace Descent.Ops;

/// <summary>The op of every comparison: 1 where it holds, elsewhere 0, with broadcasting. It has no gradient.</summary>
internal sealed unsafe class CompareOp<TFn>(Tensor a, Tensor b, TFn f) : Op(a, b)
    where TFn : struct, ICompareFn
{
    /// <inheritdoc/>
    public override string Name => NameOf(typeof(TFn));

    protected override DType InferType()
    {
        ShapeException.Require(a.Type == b.Type, $"{Name}: {a.Shape} {a.Type}, {b.Shape} {b.Type} differ in element type. Convert one with To(DType.{a.Type}).");
        return DType.UInt8;
    }

    protected override Shape Infer() => Broadcasting.Infer(Name, a.Shape, b.Shape);

    protected override void Forward<T>(Tensor y)
    {
        var layout = Broadcasting.Layout(y.Shape, a.Shape, b.Shape);
        var result = y.Data<byte>();
        switch (a.Type)
        {
            case DType.Float32: y.Device.Compare(f, a.Data<float>(), b.Data<float>(), result, layout); break;
            case DType.Float64: y.Device.Compare(f, a.Data<double>(), b.Data<double>(), result, layout); break;
            case DType.Int32: y.Device.Compare(f, a.Data<int>(), b.Data<int>(), result, layout); break;
            default: y.Device.Compare(f, a.Data<byte>(), b.Data<byte>(), result, layout); break;
        }
    }

    protected override void Backward<T>(Tensor y) => throw new NotSupportedException($"{Name} has no gradient.");
}
