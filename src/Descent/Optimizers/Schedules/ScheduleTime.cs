namespace Descent;

/// <summary>Where in a run an update is, as a schedule sees it.</summary>
/// <param name="Step">Updates made before this one, from 0.</param>
/// <param name="StepsPerEpoch">Updates in an epoch, 1 or more.</param>
/// <param name="Steps">Updates in the whole run.</param>
public readonly record struct ScheduleTime(long Step, long StepsPerEpoch, long Steps)
{
    /// <summary>Whole epochs before this update.</summary>
    public long Epoch => Step / StepsPerEpoch;

    /// <summary>Epochs in the whole run; one that is begun counts whole.</summary>
    public long Epochs => (Steps + StepsPerEpoch - 1) / StepsPerEpoch;

    /// <summary>How far the run is, counted in updates or in whole epochs.</summary>
    public long In(ScheduleUnit unit) => unit == ScheduleUnit.Step ? Step : Epoch;

    /// <summary>The length of the run, counted in updates or in epochs.</summary>
    public long TotalIn(ScheduleUnit unit) => unit == ScheduleUnit.Step ? Steps : Epochs;

    /// <summary>The same moment of a run that begins so many updates later.</summary>
    internal ScheduleTime After(long steps) => this with { Step = Step - steps, Steps = Steps - steps };
}
