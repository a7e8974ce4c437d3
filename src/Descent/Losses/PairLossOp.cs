using Descent.Kernels;

namespace Descent;

/// <summary>The op of every loss that is a sum over pairs: y = scale·Σ f(p, t), dp = dy·scale·f′(p, t).</summary>
internal sealed unsafe class PairLossOp<TFn>(Tensor predictions, Tensor targets, double scale, TFn f = default) : Op(predictions, targets)
    where TFn : struct, IPairLossFn
{
    /// <inheritdoc/>
    public override string Name => NameOf(typeof(TFn));

    protected override Shape Infer() => [];

    protected override void Forward<T>(Tensor y) =>
        predictions.Device.PairLoss(f, predictions.Data<T>(), targets.Data<T>(), predictions.Count, scale, y.Data<T>());

    protected override void Backward<T>(Tensor y) =>
        predictions.Device.PairLossGradient(f, predictions.Data<T>(), targets.Data<T>(), GradientOf<T>(y), predictions.Count, scale, GradientFor<T>(predictions, out var add), add);
}
