namespace Descent;

/// <summary>A figure made of a class's hits, false alarms and misses: precision, recall and F1.</summary>
public abstract class ClassAverageMetric : Metric
{
    private readonly ClassAverage _average;
    private readonly ConfusionMatrix _matrix;

    private protected ClassAverageMetric(ClassAverage average, bool fromProbabilities) =>
        (_average, _matrix) = (average, new ConfusionMatrix(fromProbabilities: fromProbabilities));

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            if (_matrix.Total == 0) return double.NaN;
            if (_average == ClassAverage.Automatic && _matrix.Classes == 2) return Of(1);
            if (_average == ClassAverage.Micro) return Micro();
            double sum = 0, weights = 0;
            for (var label = 0; label < _matrix.Classes; label++)
            {
                var targets = _matrix.Targets(label);
                if (targets + _matrix.Predictions(label) == 0) continue;
                var weight = _average == ClassAverage.Weighted ? targets : 1;
                sum += weight * Of(label);
                weights += weight;
            }

            return sum / weights;
        }
    }

    /// <inheritdoc/>
    public override void Reset() => _matrix.Reset();

    /// <inheritdoc/>
    public override void Add(Tensor predictions, Tensor targets) => _matrix.Add(GetType().Name, predictions, targets);

    /// <inheritdoc/>
    public override void Save(StateWriter state) => _matrix.Save(state);

    /// <inheritdoc/>
    public override void Load(StateReader state) => _matrix.Load(state);

    /// <summary>The figure; 0 where its formula divides by 0, as in scikit-learn.</summary>
    /// <param name="hits">Samples of the class that were taken for it.</param>
    /// <param name="falseAlarms">Samples of others that were taken for it.</param>
    /// <param name="misses">Samples of the class that were taken for others.</param>
    private protected abstract double Figure(double hits, double falseAlarms, double misses);

    private protected static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    private double Of(int label)
    {
        var hits = _matrix[label, label];
        return Figure(hits, _matrix.Predictions(label) - hits, _matrix.Targets(label) - hits);
    }

    private double Micro()
    {
        var hits = Enumerable.Range(0, _matrix.Classes).Sum(label => _matrix[label, label]);
        return Figure(hits, _matrix.Total - hits, _matrix.Total - hits);
    }
}
