namespace Descent;

/// <summary>
/// The share of samples whose predicted class is the right one. The prediction is the class of the largest output, the lowest of equal
/// ones; with one output, class 1 if its logit is above 0 or its probability above ½. NaN before the first sample.
/// </summary>
/// <param name="fromProbabilities">Whether a single output is the probability of class 1, not its logit.</param>
public sealed class Accuracy(bool fromProbabilities = false) : Metric
{
    private long _right;
    private long _total;

    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Value => (double)_right / _total;

    /// <inheritdoc/>
    public override void Reset() => (_right, _total) = (0, 0);

    /// <inheritdoc/>
    public override void Add(Tensor predictions, Tensor targets)
    {
        var scores = new ClassScores(nameof(Accuracy), predictions, targets, fromProbabilities);
        for (var i = 0; i < scores.Samples; i++)
            if (scores.Predicted(i) == scores.Target(i)) _right++;
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
