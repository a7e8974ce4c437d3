namespace Descent;

/// <summary>Sets of metrics.</summary>
public static class Metrics
{
    /// <summary>
    /// New metrics that suit a target: accuracy for classes; for two classes also precision, recall, F1 and the area under the ROC, with
    /// class 1 as the positive one; for numbers, mean squared and absolute error in the original unit, and R².
    /// </summary>
    /// <param name="target">What is predicted.</param>
    public static IReadOnlyList<Metric> DefaultFor(TargetInfo target) => target switch
    {
        { Kind: TargetKind.Value } => [new MeanSquaredErrorMetric(target.Scale), new MeanAbsoluteErrorMetric(target.Scale), new RSquared()],
        { Count: 2 } => [new Accuracy(), new Precision(), new Recall(), new F1(), new RocAuc()],
        _ => [new Accuracy()],
    };
}
