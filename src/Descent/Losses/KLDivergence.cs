namespace Descent;

/// <summary>
/// Kullback–Leibler divergence of a prediction from a target distribution t, from logits z:
/// KL(t ‖ softmax(z)) = Σ_c t_c·(log t_c − log softmax(z)_c). It is <see cref="CrossEntropy"/> with the target's own entropy taken off,
/// and so 0 for a perfect prediction; the gradients are the same. See <see cref="KLDivergenceFromLogProbabilities"/> for networks that
/// end in a log-softmax. <see cref="Reduction.Mean"/> divides by the number of distributions (PyTorch's batchmean).
/// </summary>
/// <param name="reduction">How the distributions' divergences are combined.</param>
public sealed class KLDivergence(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    /// <param name="predictions">Logits [N, C] or [N, d…, C]: the class axis is last.</param>
    /// <param name="targets">Probabilities in the same shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        LossRules.RequireDistributions(nameof(KLDivergence), predictions, targets);
        return KLDivergenceFromLogProbabilities.Sum(predictions.LogSoftmax(), targets, ScaleOver(predictions.Count / predictions.Shape[^1]));
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.RequireLogits(model, nameof(KLDivergence), "applies its own softmax", $"; after a LogSoftmax use {nameof(KLDivergenceFromLogProbabilities)}");
}
