namespace Descent;

/// <summary>
/// The harmonic mean of precision and recall: 2 hits / (2 hits + false alarms + misses). 0 for a class without hits, as in scikit-learn;
/// NaN before the first sample.
/// </summary>
/// <param name="average">How the classes' figures become one.</param>
/// <param name="fromProbabilities">Whether a single output is the probability of class 1, not its logit.</param>
public sealed class F1(ClassAverage average = ClassAverage.Automatic, bool fromProbabilities = false) : ClassAverageMetric(average, fromProbabilities)
{
    /// <inheritdoc/>
    public override string Name => "f1";

    private protected override double Figure(double hits, double falseAlarms, double misses) => Ratio(2 * hits, 2 * hits + falseAlarms + misses);
}
