namespace Descent;

/// <summary>
/// The learning rate over a run. A schedule is its settings plus a function of the moment, so there is nothing to save and a resumed run
/// goes on exactly; only one that looks at results (<see cref="PlateauSchedule"/>) has a state.
/// </summary>
public abstract class Schedule
{
    /// <summary>The learning rate of an update.</summary>
    /// <param name="learningRate">The optimizer's own learning rate, which the schedule shapes.</param>
    /// <param name="at">The moment.</param>
    public abstract double Rate(double learningRate, ScheduleTime at);

    /// <summary>What it looks at after each epoch, such as <c>validation.loss</c>; null if it looks at nothing.</summary>
    public virtual string? Metric => null;

    /// <summary>Why it does not fit a run of this length; empty if it does.</summary>
    /// <param name="end">The end of the run.</param>
    public virtual IEnumerable<string> ProblemsIn(ScheduleTime end) => [];

    /// <summary>Tells the value of <see cref="Metric"/> after an epoch.</summary>
    /// <param name="value">The value.</param>
    /// <param name="higherIsBetter">Whether more of it is better.</param>
    /// <param name="at">The moment: the first update of the next epoch.</param>
    public virtual void Observe(double value, bool higherIsBetter, ScheduleTime at)
    {
    }

    /// <summary>As before the first epoch.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>What a resumed run needs besides the settings; empty for a function of the moment alone.</summary>
    public virtual IReadOnlyDictionary<string, double> State() => new Dictionary<string, double>();

    /// <summary>Takes over saved state.</summary>
    /// <exception cref="ArgumentException">It is another schedule's; nothing was changed.</exception>
    public virtual void LoadState(IReadOnlyDictionary<string, double> state)
    {
        if (state.Count > 0) throw new ArgumentException($"{GetType().Name}: the saved state has {string.Join(", ", state.Keys)}, but this schedule has no state; it was saved by another one.");
    }

    /// <summary>The rate of every update of a run, for a schedule that looks at nothing.</summary>
    /// <param name="learningRate">The optimizer's own learning rate.</param>
    /// <param name="stepsPerEpoch">Updates in an epoch.</param>
    /// <param name="epochs">Epochs.</param>
    public IEnumerable<double> Curve(double learningRate, long stepsPerEpoch, long epochs)
    {
        for (long step = 0; step < stepsPerEpoch * epochs; step++)
            yield return Rate(learningRate, new ScheduleTime(step, stepsPerEpoch, stepsPerEpoch * epochs));
    }

    /// <summary>Throws, naming the schedule, the setting, its value and the rule, unless the rule holds.</summary>
    private protected void Check(bool holds, string setting, double value, string rule)
    {
        if (!holds) throw new ArgumentOutOfRangeException(setting, $"{GetType().Name}: {setting} is {value}; it must be {rule}.");
    }

    /// <summary>From <paramref name="start"/> at share 0 to <paramref name="end"/> at share 1, along half a cosine.</summary>
    private protected static double HalfCosine(double start, double end, double share) => end + (start - end) * (1 + Math.Cos(Math.PI * share)) / 2;
}
