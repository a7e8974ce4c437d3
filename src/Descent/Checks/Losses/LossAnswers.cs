namespace Descent;

/// <summary>Predictions whose loss is known without a network: of one that knows nothing, and of one that is always right.</summary>
internal static class LossAnswers
{
    /// <summary>A logit whose sigmoid is 1 but for 2·10⁻⁹, and a probability near 1 that leaves room for logarithms.</summary>
    private const double Sure = 20, Certain = 1 - 1e-6;

    /// <summary>What a network puts out that does not look at its input: every class alike, or the mean of the numbers.</summary>
    public static Tensor Ignorant(Examination x, in Shape predictions, Tensor targets)
    {
        var value = targets.Type == DType.Int32
            ? x.Loss.TakesProbabilities ? 1.0 / Math.Max(2, predictions[^1]) : 0
            : ExaminedBatch.Numbers(targets).DefaultIfEmpty().Average();
        return Tensor.Full(predictions, value, x.Type);
    }

    /// <summary>The right answer; null where it is not known in which form the loss takes it.</summary>
    public static Tensor? Right(Examination x, in Shape predictions, Tensor targets)
    {
        if (targets.Type != DType.Int32) return targets.Count == predictions.Size ? targets.View(predictions) : null;
        int classes = predictions[^1], rows = classes == 0 ? 0 : predictions.Size / classes;
        if (rows != targets.Count || x.Loss is KLDivergence or KLDivergenceFromLogProbabilities) return null;
        var (yes, no) = x.Loss.TakesProbabilities ? (Certain, (1 - Certain) / Math.Max(1, classes - 1)) : (Sure, -Sure);
        var labels = targets.Span<int>();
        var values = new float[predictions.Size];
        for (var row = 0; row < rows; row++)
            for (var c = 0; c < classes; c++)
                values[row * classes + c] = (float)((classes == 1 ? labels[row] == 1 : labels[row] == c) ? yes : no);
        return Tensor.From(values, predictions).To(x.Type);
    }
}
