namespace Descent.Cli;

/// <summary>Schedules that follow a curve, by default from update to update.</summary>
internal static class CurveEntries
{
    public static Entry<ScheduleConfig> Polynomial { get; } = ScheduleConfig.Entry("polynomial", s =>
    {
        var power = s.Number("power", 1, Bounds.Positive);
        var end = s.Number("end", 0, Bounds.NotNegative);
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Step);
        return () => new PolynomialSchedule(power, end, per);
    });

    public static Entry<ScheduleConfig> Cosine { get; } = ScheduleConfig.Entry("cosine", s =>
    {
        var end = s.Number("end", 0, Bounds.NotNegative);
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Step);
        return () => new CosineSchedule(end, per);
    });

    public static Entry<ScheduleConfig> CosineRestarts { get; } = ScheduleConfig.Entry("cosine_restarts", s =>
    {
        var first = s.Required("first_epochs", v => v.Number(Bounds.Positive), "the epochs before the first restart, such as first_epochs: 10");
        var multiply = s.Number("multiply", 1, Bounds.AtLeast(1));
        var end = s.Number("end", 0, Bounds.NotNegative);
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Step);
        return () => new CosineRestartsSchedule(first, multiply, end, per);
    }, "first_epochs: 10");

    public static Entry<ScheduleConfig> OneCycle { get; } = ScheduleConfig.Entry("one_cycle", s =>
    {
        var rise = s.Number("rise", 0.3, Bounds.Inside(0, 1));
        var divide = s.Number("divide", 25, Bounds.AtLeast(1));
        var finalDivide = s.Number("final_divide", 1e4, Bounds.AtLeast(1));
        var per = ScheduleConfig.ReadUnit(s, ScheduleUnit.Step);
        return () => new OneCycleSchedule(rise, divide, finalDivide, per);
    });
}
