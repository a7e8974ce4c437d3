namespace Descent.Cli;

/// <summary>Schedules that multiply the rate by a factor now and then.</summary>
internal static class StagedEntries
{
    public static Entry<ScheduleConfig> Step { get; } = ScheduleConfig.Entry("step", s =>
    {
        var every = s.Required("every", v => v.Int(Bounds.AtLeast(1)), "how many epochs lie between two reductions, such as every: 30");
        var factor = s.Number("factor", 0.1, Bounds.UpToOne);
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Epoch);
        return () => new StepSchedule(every, factor, per);
    }, "every: 30");

    public static Entry<ScheduleConfig> MultiStep { get; } = ScheduleConfig.Entry("multi_step", s =>
    {
        const string Expected = "the epochs at which the rate falls, such as milestones: [30, 60]";
        var milestones = s.Required("milestones", v => v.List(item => item.Int(Bounds.AtLeast(1)), "epochs, such as [30, 60]"), Expected);
        if (milestones is { Count: 0 }) s.Add("milestones", $"the list is empty; expected {Expected}.");
        if (milestones is not null && milestones.Zip(milestones.Skip(1)).Any(pair => pair.First >= pair.Second)) s.Add("milestones", "the milestones do not ascend; put them in order, each once.");
        var factor = s.Number("factor", 0.1, Bounds.UpToOne);
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Epoch);
        return () => new MultiStepSchedule(milestones!, factor, per);
    }, "milestones: [30, 60]");

    public static Entry<ScheduleConfig> Exponential { get; } = ScheduleConfig.Entry("exponential", s =>
    {
        var factor = s.Required("factor", v => v.Number(Bounds.UpToOne), "what the rate is multiplied by each epoch, such as factor: 0.95");
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Epoch);
        return () => new ExponentialSchedule(factor, per);
    }, "factor: 0.95");
}
