namespace Descent;

/// <summary>
/// A linear warm-up in front of any schedule (Goyal et al., 2017): the rate goes from <c>start</c> times the schedule's first rate up to
/// it, and then the schedule begins, counting from the warm-up's end, as PyTorch's SequentialLR of LinearLR and the schedule. A cosine
/// thus spans what is left of the run, and milestones count from the warm-up's end.
/// </summary>
public sealed class WarmupSchedule : Schedule
{
    private readonly double _length;

    /// <summary>Puts a warm-up in front of a schedule.</summary>
    /// <param name="after">What follows.</param>
    /// <param name="epochs">The warm-up's length in epochs, not necessarily whole; give this or <paramref name="steps"/>.</param>
    /// <param name="steps">The warm-up's length in updates.</param>
    /// <param name="start">The share of the rate at the first update, from 0 up to 1.</param>
    /// <exception cref="ArgumentException">Both or none of the lengths are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is not above 0, or the start not from 0 to 1.</exception>
    public WarmupSchedule(Schedule after, double? epochs = null, int? steps = null, double start = 0.01)
    {
        if (epochs is null == steps is null)
            throw new ArgumentException($"WarmupSchedule: {(epochs is null ? "neither epochs nor steps is given" : "epochs and steps are given together")}; give one of them.");
        if (epochs is { } e) Check(e > 0 && double.IsFinite(e), nameof(epochs), e, "above 0");
        if (steps is { } s) Check(s > 0, nameof(steps), s, "above 0");
        Check(start is >= 0 and <= 1, nameof(start), start, "from 0 to 1");
        (After, Per, _length, Start) = (after, epochs is null ? ScheduleUnit.Step : ScheduleUnit.Epoch, epochs ?? steps!.Value, start);
    }

    /// <summary>What follows.</summary>
    public Schedule After { get; }

    /// <summary>What <see cref="Length"/> counts; the rate changes at every update in any case.</summary>
    public ScheduleUnit Per { get; }

    /// <summary>The warm-up's length.</summary>
    public double Length => _length;

    /// <summary>The share of the rate at the first update.</summary>
    public double Start { get; }

    /// <inheritdoc/>
    public override string? Metric => After.Metric;

    /// <summary>The warm-up's length in updates, 1 or more.</summary>
    public long StepsOf(ScheduleTime run) => Per == ScheduleUnit.Step ? (long)_length : Math.Max(1, (long)Math.Round(_length * run.StepsPerEpoch));

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at)
    {
        var steps = StepsOf(at);
        if (at.Step >= steps) return After.Rate(learningRate, at.After(steps));
        return After.Rate(learningRate, at.After(steps) with { Step = 0 }) * (Start + (1 - Start) * at.Step / steps);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> ProblemsIn(ScheduleTime end)
    {
        var steps = StepsOf(end);
        return steps < end.Steps
            ? After.ProblemsIn(end.After(steps))
            : [$"WarmupSchedule: the warm-up takes {_length} {(Per == ScheduleUnit.Step ? "updates" : "epochs")}, but the run has {end.TotalIn(Per)}; it must be shorter than the run."];
    }

    /// <summary>Passes on what was seen after the warm-up; while the rate rises on purpose, a plateau says nothing.</summary>
    /// <inheritdoc/>
    public override void Observe(double value, bool higherIsBetter, ScheduleTime at)
    {
        var steps = StepsOf(at);
        if (at.Step > steps) After.Observe(value, higherIsBetter, at.After(steps));
    }

    /// <inheritdoc/>
    public override void Reset() => After.Reset();

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> State() => After.State();

    /// <inheritdoc/>
    public override void LoadState(IReadOnlyDictionary<string, double> state) => After.LoadState(state);
}
