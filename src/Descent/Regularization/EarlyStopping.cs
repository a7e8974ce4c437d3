namespace Descent;

/// <summary>
/// Ends training when a monitored value stops improving (Prechelt, "Early stopping — but when?", 1998), and puts the best weights back
/// however the run ends, unless by an exception.
/// </summary>
public sealed class EarlyStopping : TrainingHook
{
    private readonly BestWeights _weights = new();

    /// <summary>Makes the rule.</summary>
    /// <param name="patience">How many evaluations in a row may bring no improvement: the last of them ends the run.</param>
    /// <param name="minDelta">An improvement is better by more than this.</param>
    /// <param name="metric">What is monitored: <c>validation.loss</c>, <c>validation.accuracy</c>, <c>train.loss</c>, ….</param>
    /// <param name="relative">Whether <paramref name="minDelta"/> is a share of the best value so far rather than a difference.</param>
    /// <param name="restoreBest">Whether the weights of the best epoch are put back at the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is below 1, or minDelta negative or not finite.</exception>
    public EarlyStopping(int patience = 5, double minDelta = 0, string metric = "validation.loss", bool relative = false, bool restoreBest = true)
    {
        if (patience < 1) throw new ArgumentOutOfRangeException(nameof(patience), $"EarlyStopping: patience is {patience}; it must be 1 evaluation or more.");
        if (!(minDelta >= 0) || double.IsInfinity(minDelta)) throw new ArgumentOutOfRangeException(nameof(minDelta), $"EarlyStopping: minDelta is {minDelta}; it must be 0 or more.");
        (Patience, MinDelta, Metric, Relative, RestoreBest) = (patience, minDelta, metric, relative, restoreBest);
    }

    /// <summary>How many evaluations in a row may bring no improvement.</summary>
    public int Patience { get; }

    /// <summary>An improvement is better by more than this.</summary>
    public double MinDelta { get; }

    /// <summary>What is monitored.</summary>
    public string Metric { get; }

    /// <summary>Whether <see cref="MinDelta"/> is a share of the best value.</summary>
    public bool Relative { get; }

    /// <summary>Whether the best weights are put back at the end.</summary>
    public bool RestoreBest { get; }

    /// <summary>The best value so far; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The epoch of the best value, whose weights are kept; 0 before the first.</summary>
    public int BestEpoch => _weights.Epoch;

    /// <summary>Evaluations since the last improvement.</summary>
    public int Waited { get; private set; }

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer)
    {
        (Best, Waited) = (double.NaN, 0);
        _weights.OnStart(trainer);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        var value = trainer.History.Epochs[^1].Find(Metric)
            ?? throw new InvalidOperationException($"EarlyStopping: {Metric} is not measured.");
        if (!double.IsFinite(value))
        {
            trainer.Stop($"{Metric} became {value} in epoch {trainer.Epoch}", failed: true);
            return;
        }

        if (Sees(value, trainer.History.HigherIsBetter(Metric))) _weights.Keep(trainer);
        else if (Waited >= Patience)
        {
            trainer.Stop($"early stopping: {Metric} has not improved for {Patience} evaluation{(Patience == 1 ? "" : "s")}; the best was {Best:G6} in epoch {BestEpoch}");
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(Trainer trainer)
    {
        if (RestoreBest) _weights.Restore();
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("best", Best);
        state.Add("waited", Waited);
        _weights.Save(state.Part("weights"));
    }

    /// <inheritdoc/>
    public override void Load(StateReader state)
    {
        (Best, Waited) = (state.Number("best"), (int)state.Integer("waited"));
        _weights.Load(state.Part("weights"));
    }

    /// <summary>What the rule would have done with a run whose monitored values are known: with the same values it does the same.</summary>
    /// <param name="values">The monitored value of each epoch, from the first.</param>
    /// <param name="higherIsBetter">Whether more of it is better.</param>
    public EarlyStoppingReplay Replay(IReadOnlyList<double> values, bool higherIsBetter)
    {
        var rule = new EarlyStopping(Patience, MinDelta, Metric, Relative, RestoreBest);
        var best = 0;
        for (var epoch = 1; epoch <= values.Count; epoch++)
        {
            var value = values[epoch - 1];
            if (!double.IsFinite(value)) return new(epoch, true, best, rule.Best);
            if (rule.Sees(value, higherIsBetter)) best = epoch;
            else if (rule.Waited >= Patience) return new(epoch, true, best, rule.Best);
        }

        return new(values.Count, false, best, rule.Best);
    }

    /// <summary>Takes an evaluation into account; returns whether it is an improvement.</summary>
    private bool Sees(double value, bool higherIsBetter)
    {
        var improves = Improves(value, higherIsBetter);
        (Best, Waited) = improves ? (value, 0) : (Best, Waited + 1);
        return improves;
    }

    private bool Improves(double value, bool higherIsBetter)
    {
        if (double.IsNaN(Best)) return true;
        var margin = Relative ? MinDelta * Math.Abs(Best) : MinDelta;
        return higherIsBetter ? value > Best + margin : value < Best - margin;
    }
}

/// <summary>What early stopping would have done with a recorded run.</summary>
/// <param name="Epochs">The epochs that would have been trained; all that are recorded if it would not have stopped within them.</param>
/// <param name="Stops">Whether it would have stopped.</param>
/// <param name="BestEpoch">The epoch of its last improvement, from 1, whose weights it would have kept; 0 if there is none.</param>
/// <param name="Best">The monitored value there.</param>
public sealed record EarlyStoppingReplay(int Epochs, bool Stops, int BestEpoch, double Best);
