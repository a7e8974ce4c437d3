using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// L(p, t) = (p − t)², for regression: the likeliest fit under Gaussian noise. <see cref="Reduction.Mean"/> divides by the number
/// of elements, as PyTorch does.
/// </summary>
/// <param name="reduction">How the terms are combined.</param>
public sealed class MeanSquaredError(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    /// <param name="predictions">Any shape, Float32 or Float64.</param>
    /// <param name="targets">The same shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        LossRules.RequireSame(nameof(MeanSquaredError), predictions, targets);
        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count)).Call();
    }

    // dL/dp = 2(p − t)
    private readonly struct Fn : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => (p - t) * (p - t);

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => (p - t) + (p - t);
    }
}
