namespace Descent;

/// <summary>
/// Of the samples of a class, the share that was taken for it: hits / (hits + misses). 0 for a class without samples, as in
/// scikit-learn; NaN before the first sample.
/// </summary>
/// <param name="average">How the classes' figures become one.</param>
/// <param name="fromProbabilities">Whether a single output is the probability of class 1, not its logit.</param>
public sealed class Recall(ClassAverage average = ClassAverage.Automatic, bool fromProbabilities = false) : ClassAverageMetric(average, fromProbabilities)
{
    /// <inheritdoc/>
    public override string Name => "recall";

    private protected override double Figure(double hits, double falseAlarms, double misses) => Ratio(hits, hits + misses);
}
