using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Kullback–Leibler divergence of a prediction from a target distribution t (Kullback and Leibler, "On information and sufficiency",
/// 1951), for a network that puts out log-probabilities q: KL(t ‖ e^q) = Σ_c t_c·(log t_c − q_c). The target comes first: it is the
/// distribution the expectation is over. A term with t_c = 0 is 0. <see cref="Reduction.Mean"/> divides by the number of
/// distributions, which is the definition (PyTorch calls that batchmean; its mean divides by N·C).
/// </summary>
/// <param name="reduction">How the distributions' divergences are combined.</param>
public sealed class KLDivergenceFromLogProbabilities(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    /// <param name="predictions">Log-probabilities [N, C] or [N, d…, C], as a log-softmax puts out: the class axis is last.</param>
    /// <param name="targets">Probabilities in the same shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        LossRules.RequireDistributions(nameof(KLDivergenceFromLogProbabilities), predictions, targets);
        return Sum(predictions, targets, ScaleOver(predictions.Count / predictions.Shape[^1]));
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.Refuse<Softmax, Sigmoid>(model, nameof(KLDivergenceFromLogProbabilities), "their logarithms",
        "Put a LogSoftmax there instead, or remove the layer and use KLDivergence.");

    internal static Tensor Sum(Tensor predictions, Tensor targets, double scale) => new PairLossOp<Fn>(predictions, targets, scale).Call();

    // dL/dq = −t
    private readonly struct Fn : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(t, default), default, t * (LaneMath.Log<V, T>(t) - p));

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => -t;
    }
}
