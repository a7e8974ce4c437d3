namespace Descent;

/// <summary>
/// The share of the targets' variance that the predictions explain, 1 − Σ(t − p)² / Σ(t − t̄)², averaged over the outputs. 1 is perfect,
/// 0 is as good as always saying the mean. An output whose targets are all equal counts 1 if it is predicted exactly and 0 if not, as
/// in scikit-learn. NaN with fewer than two samples. It is the same in any unit, so standardized targets need no scale.
/// </summary>
public sealed class RSquared : Metric
{
    private Output[] _outputs = [];
    private long _samples;

    /// <inheritdoc/>
    public override string Name => "r2";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Value => _samples < 2 ? double.NaN : _outputs.Average(o => o.Explained);

    /// <inheritdoc/>
    public override void Reset() => (_outputs, _samples) = ([], 0);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The two do not fit each other, or have other outputs than the batches before.</exception>
    public override void Add(Tensor predictions, Tensor targets)
    {
        var pairs = new ValuePairs(nameof(RSquared), predictions, targets, scale: null);
        if (_outputs.Length == 0) _outputs = new Output[pairs.Outputs];
        ShapeException.Require(_outputs.Length == pairs.Outputs,
            $"RSquared: predictions {predictions.Shape} have {pairs.Outputs} outputs, the batches before had {_outputs.Length}; call Reset between models.");
        for (var i = 0; i < pairs.Count; i++) _outputs[i % pairs.Outputs].Add(pairs.Prediction(i), pairs.Target(i), _samples + i / pairs.Outputs + 1);
        if (pairs.Outputs > 0) _samples += pairs.Count / pairs.Outputs;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("samples", _samples);
        state.Add("sums", [.. _outputs.SelectMany(o => o.Sums)]);
    }

    /// <inheritdoc/>
    public override void Load(StateReader state)
    {
        _samples = state.Integer("samples");
        _outputs = [.. (state.Numbers("sums") is { } numbers && numbers.Length % 3 == 0 ? numbers : throw state.Wrong("sums", "three numbers an output")).Chunk(3).Select(sums => new Output { Sums = sums })];
    }

    /// <summary>The sums of one output. The spread about the mean is updated as in Welford (1962), which does not cancel.</summary>
    private struct Output
    {
        private double _mean;
        private double _spread;
        private double _error;

        public double[] Sums
        {
            readonly get => [_mean, _spread, _error];
            init => (_mean, _spread, _error) = (value[0], value[1], value[2]);
        }

        public readonly double Explained => _spread > 0 ? 1 - _error / _spread : _error == 0 ? 1 : 0;

        public void Add(double prediction, double target, long count)
        {
            _error += (target - prediction) * (target - prediction);
            var difference = target - _mean;
            _mean += difference / count;
            _spread += difference * (target - _mean);
        }
    }
}
