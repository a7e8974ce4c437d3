namespace Descent;

/// <summary>Sets of metrics.</summary>
public static class Metrics
{
    /// <summary>New metrics that suit a target: accuracy for classes; mean squared and absolute error in the original unit and R² for numbers.</summary>
    /// <param name="target">What is predicted.</param>
    public static IReadOnlyList<Metric> DefaultFor(TargetInfo target) => target.Kind == TargetKind.Class
        ? [new Accuracy()]
        : [new MeanSquaredErrorMetric(target.Scale), new MeanAbsoluteErrorMetric(target.Scale), new RSquared()];
}
