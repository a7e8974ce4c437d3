namespace Descent;

/// <summary>The mean of (prediction − target)² over all samples and outputs. NaN before the first sample.</summary>
/// <param name="scale">How the targets were standardized: the error is then given in the original unit, squared.</param>
public sealed class MeanSquaredErrorMetric(TargetScale? scale = null) : Metric
{
    private double _sum;
    private long _total;

    /// <inheritdoc/>
    public override string Name => "mse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Value => _sum / _total;

    /// <inheritdoc/>
    public override void Reset() => (_sum, _total) = (0, 0);

    /// <inheritdoc/>
    public override void Add(Tensor predictions, Tensor targets)
    {
        var pairs = new ValuePairs(nameof(MeanSquaredErrorMetric), predictions, targets, scale);
        for (var i = 0; i < pairs.Count; i++)
        {
            var error = pairs.Prediction(i) - pairs.Target(i);
            _sum += error * error;
        }

        _total += pairs.Count;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("sum", _sum);
        state.Add("total", _total);
    }

    /// <inheritdoc/>
    public override void Load(StateReader state) => (_sum, _total) = (state.Number("sum"), state.Integer("total"));
}
