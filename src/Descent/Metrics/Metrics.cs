namespace Descent;

/// <summary>Sets of metrics.</summary>
public static class Metrics
{
    /// <summary>
    /// New metrics that suit a target: accuracy for classes; for two classes also precision, recall, F1 and the area under the ROC, with
    /// class 1 as the positive one; for numbers, mean squared and absolute error in the original unit, and R².
    /// </summary>
    /// <param name="target">What is predicted.</param>
    /// <param name="fromProbabilities">Whether the network puts out probabilities, not logits; see <see cref="Loss.TakesProbabilities"/>.</param>
    public static IReadOnlyList<Metric> DefaultFor(TargetInfo target, bool fromProbabilities = false) => target switch
    {
        { Kind: TargetKind.Value } => [new MeanSquaredErrorMetric(target.Scale), new MeanAbsoluteErrorMetric(target.Scale), new RSquared()],
        { Count: 2 } =>
        [
            new Accuracy(fromProbabilities), new Precision(fromProbabilities: fromProbabilities), new Recall(fromProbabilities: fromProbabilities),
            new F1(fromProbabilities: fromProbabilities), new RocAuc(fromProbabilities),
        ],
        _ => [new Accuracy(fromProbabilities)],
    };
}
