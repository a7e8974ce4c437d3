namespace Descent;

/// <summary>
/// Multiplies the rate by a factor whenever a monitored value has stopped improving (PyTorch's ReduceLROnPlateau). It looks at a value
/// after each epoch, and so has a state, which a resumed run needs.
/// </summary>
public sealed class PlateauSchedule : Schedule
{
    private double _best = double.NaN;
    private long _bad;
    private long _cooldown;
    private long _reductions;

    /// <summary>Makes the schedule.</summary>
    /// <param name="factor">What the rate is multiplied by, above 0 and below 1.</param>
    /// <param name="patience">How many epochs in a row without improvement are tolerated; the next reduces the rate, as in PyTorch.</param>
    /// <param name="threshold">An improvement is better by more than this share of the best value, or by this if not <paramref name="relative"/>.</param>
    /// <param name="relative">Whether the threshold is a share of the best value rather than a difference.</param>
    /// <param name="cooldown">Epochs after a reduction in which none is counted as without improvement.</param>
    /// <param name="minRate">The rate is not brought below this.</param>
    /// <param name="metric">What is monitored: <c>validation.loss</c>, <c>validation.accuracy</c>, <c>train.loss</c>, ….</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public PlateauSchedule(double factor = 0.1, int patience = 10, double threshold = 1e-4, bool relative = true, int cooldown = 0, double minRate = 0, string metric = "validation.loss")
    {
        Check(factor is > 0 and < 1, nameof(factor), factor, "above 0 and below 1");
        Check(patience >= 0, nameof(patience), patience, "0 or more");
        Check(threshold >= 0 && double.IsFinite(threshold), nameof(threshold), threshold, "0 or more");
        Check(cooldown >= 0, nameof(cooldown), cooldown, "0 or more");
        Check(minRate >= 0 && double.IsFinite(minRate), nameof(minRate), minRate, "0 or more");
        (Factor, Patience, Threshold, Relative, Cooldown, MinRate, Metric) = (factor, patience, threshold, relative, cooldown, minRate, metric);
    }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; }

    /// <summary>How many epochs in a row without improvement are tolerated.</summary>
    public int Patience { get; }

    /// <summary>How much better an improvement is.</summary>
    public double Threshold { get; }

    /// <summary>Whether <see cref="Threshold"/> is a share of the best value.</summary>
    public bool Relative { get; }

    /// <summary>Epochs after a reduction that do not count.</summary>
    public int Cooldown { get; }

    /// <summary>The rate is not brought below this.</summary>
    public double MinRate { get; }

    /// <inheritdoc/>
    public override string Metric { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at) => Math.Max(Math.Min(learningRate, MinRate), learningRate * Math.Pow(Factor, _reductions));

    /// <inheritdoc/>
    public override void Observe(double value, bool higherIsBetter, ScheduleTime at)
    {
        if (Improves(value, higherIsBetter)) (_best, _bad) = (value, 0);
        else _bad++;
        if (_cooldown > 0) (_cooldown, _bad) = (_cooldown - 1, 0);
        if (_bad <= Patience) return;
        _reductions++;
        (_cooldown, _bad) = (Cooldown, 0);
    }

    /// <inheritdoc/>
    public override void Reset() => (_best, _bad, _cooldown, _reductions) = (double.NaN, 0, 0, 0);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> State() =>
        new Dictionary<string, double> { ["best"] = _best, ["bad_epochs"] = _bad, ["cooldown"] = _cooldown, ["reductions"] = _reductions };

    /// <inheritdoc/>
    public override void LoadState(IReadOnlyDictionary<string, double> state)
    {
        string[] names = ["bad_epochs", "cooldown", "reductions"];
        if (!state.Keys.Order(StringComparer.Ordinal).SequenceEqual(State().Keys.Order(StringComparer.Ordinal)) || names.Any(n => !(state[n] >= 0 && state[n] == Math.Floor(state[n]))))
            throw new ArgumentException($"PlateauSchedule: the saved state has {string.Join(", ", state.Select(s => $"{s.Key} = {s.Value}"))}; expected best, and whole numbers of {string.Join(", ", names)}.");
        (_best, _bad, _cooldown, _reductions) = (state["best"], (long)state["bad_epochs"], (long)state["cooldown"], (long)state["reductions"]);
    }

    private bool Improves(double value, bool higherIsBetter)
    {
        if (double.IsNaN(_best)) return !double.IsNaN(value);
        if (!Relative) return higherIsBetter ? value > _best + Threshold : value < _best - Threshold;
        return higherIsBetter ? value > _best * (1 + Threshold) : value < _best * (1 - Threshold);
    }
}
