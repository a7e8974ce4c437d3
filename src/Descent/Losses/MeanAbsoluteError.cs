using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// L(p, t) = |p − t|, for regression that outliers should not rule: the likeliest fit under Laplace noise; its best constant is the
/// median. The slope at p = t is 0. <see cref="Reduction.Mean"/> divides by the number of elements, as PyTorch does.
/// </summary>
/// <param name="reduction">How the terms are combined.</param>
public sealed class MeanAbsoluteError(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    /// <param name="predictions">Any shape, Float32 or Float64.</param>
    /// <param name="targets">The same shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        LossRules.RequireSame(nameof(MeanAbsoluteError), predictions, targets);
        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count)).Call();
    }

    // dL/dp = sign(p − t); NaN stays NaN
    private readonly struct Fn : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Abs(p - t);

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var d = p - t;
            var one = V.All(T.One);
            return V.Select(V.Less(default, d), one, V.Select(V.Less(d, default), -one, d));
        }
    }
}
