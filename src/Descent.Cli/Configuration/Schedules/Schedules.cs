namespace Descent.Cli;

/// <summary>The learning-rate schedules a run file can name.</summary>
internal static class Schedules
{
    public static IReadOnlyList<Entry<ScheduleConfig>> Table { get; } =
    [
        ScheduleConfig.Entry("constant", _ => () => new ConstantSchedule()),
        StagedEntries.Step, StagedEntries.MultiStep, StagedEntries.Exponential,
        CurveEntries.Polynomial, CurveEntries.Cosine, CurveEntries.CosineRestarts, CurveEntries.OneCycle,
        PlateauEntry.Plateau,
    ];
}
