using Descent.Kernels;

namespace Descent.Ops;

/// <summary>The op of every function of two numbers: y = f(a, b) with broadcasting; da = dy·∂f/∂a, summed where a was repeated, and db alike.</summary>
internal sealed unsafe class BinaryOp<TFn>(Tensor a, Tensor b, TFn f) : Op(a, b)
    where TFn : struct, IBinaryFn
{
    /// <inheritdoc/>
    public override string Name => NameOf(typeof(TFn));

    protected override Shape Infer() => Broadcasting.Infer(Name, a.Shape, b.Shape);

    protected override void Forward<T>(Tensor y) =>
        y.Device.Zip(f, a.Data<T>(), b.Data<T>(), y.Data<T>(), Broadcasting.Layout(y.Shape, a.Shape, b.Shape));

    protected override void Backward<T>(Tensor y)
    {
        if (Wants(a)) Gradient<OperandA, T>(y, a);
        if (Wants(b)) Gradient<OperandB, T>(y, b);
    }

    private void Gradient<TOperand, T>(Tensor y, Tensor operand)
        where TOperand : struct, IOperand
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var device = y.Device;
        var dy = GradientOf<T>(y);
        var d = GradientFor<T>(operand, out var add);
        var isWhole = operand.Count == y.Count;
        if (!TFn.ReadsOperands)
        {
            var slope = WideSum.AsDouble(Lanes1<T>.Sum(TOperand.Slope<TFn, Lanes1<T>, T>(f, default, default)));
            if (isWhole) device.MapGradient(new MulScalarOp.Fn(slope), null, null, dy, d, y.Count, add);
            else Broadcasting.SumTo(device, dy, y.Shape, d, operand.Shape, slope, add);
            return;
        }

        var layout = Broadcasting.Layout(y.Shape, a.Shape, b.Shape);
        if (isWhole)
        {
            device.ZipGradient<TFn, TOperand, T>(f, a.Data<T>(), b.Data<T>(), dy, d, layout, add);
            return;
        }

        var each = Tensor.Allocate(y.Shape, y.Type);
        device.ZipGradient<TFn, TOperand, T>(f, a.Data<T>(), b.Data<T>(), dy, each.Data<T>(), layout, add: false);
        Broadcasting.SumTo(device, each.Data<T>(), y.Shape, d, operand.Shape, 1, add);
        each.ReleaseMemory();
    }
}
