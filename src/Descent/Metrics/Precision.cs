namespace Descent;

/// <summary>
/// Of the samples taken for a class, the share that is of it: hits / (hits + false alarms). 0 for a class nothing was taken for, as in
/// scikit-learn; NaN before the first sample.
/// </summary>
/// <param name="average">How the classes' figures become one.</param>
/// <param name="fromProbabilities">Whether a single output is the probability of class 1, not its logit.</param>
public sealed class Precision(ClassAverage average = ClassAverage.Automatic, bool fromProbabilities = false) : ClassAverageMetric(average, fromProbabilities)
{
    /// <inheritdoc/>
    public override string Name => "precision";

    private protected override double Figure(double hits, double falseAlarms, double misses) => Ratio(hits, hits + falseAlarms);
}
