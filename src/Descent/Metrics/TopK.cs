namespace Descent;

/// <summary>
/// The share of samples whose right class is among the k largest outputs; of equal outputs the lower class comes first. NaN before the
/// first sample.
/// </summary>
public sealed class TopK : Metric
{
    private readonly int _k;
    private long _right;
    private long _total;

    /// <summary>Makes the metric.</summary>
    /// <param name="k">How many guesses a sample has, 1 or more and fewer than there are classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1.</exception>
    public TopK(int k = 5) =>
        _k = k >= 1 ? k : throw new ArgumentOutOfRangeException(nameof(k), $"TopK: k is {k}; give 1 or more guesses.");

    /// <inheritdoc/>
    public override string Name => $"top{_k}_accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Value => (double)_right / _total;

    /// <inheritdoc/>
    public override void Reset() => (_right, _total) = (0, 0);

    /// <inheritdoc/>
    public override void Add(Tensor predictions, Tensor targets)
    {
        var scores = new ClassScores(nameof(TopK), predictions, targets);
        ShapeException.Require(scores.Outputs > _k,
            $"TopK: predictions {predictions.Shape} have {scores.Outputs} classes, of which any {_k} guesses are right too easily; give k below the number of classes.");
        for (var i = 0; i < scores.Samples; i++)
        {
            var target = scores.Target(i);
            var score = scores.Score(i, target);
            var ahead = double.IsNaN(score) ? _k : 0;
            for (var other = 0; other < scores.Outputs && ahead < _k; other++)
                if (scores.Score(i, other) > score || scores.Score(i, other) == score && other < target) ahead++;
            if (ahead < _k) _right++;
        }

        _total += scores.Samples;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("right", _right);
        state.Add("total", _total);
    }

    /// <inheritdoc/>
    public override void Load(StateReader state) => (_right, _total) = (state.Integer("right"), state.Integer("total"));
}
