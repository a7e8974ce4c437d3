namespace Descent;

/// <summary>
/// Of the samples of a class, the share that was taken for it: hits / (hits + misses). 0 for a class without samples, as in
/// scikit-learn; NaN before the first sample.
/// </summary>
/// <param name="average">How the classes' figures become one.</param>
public sealed class Recall(ClassAverage average = ClassAverage.Automatic) : ClassAverageMetric(average)
{
    /// <inheritdoc/>
    public override string Name => "recall";

    private protected override double Figure(double hits, double falseAlarms, double misses) => Ratio(hits, hits + misses);
}
