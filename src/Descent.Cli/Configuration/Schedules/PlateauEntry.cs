namespace Descent.Cli;

/// <summary>The schedule that waits for a metric to stop improving.</summary>
internal static class PlateauEntry
{
    public static Entry<ScheduleConfig> Plateau { get; } = ScheduleConfig.Entry("plateau", s =>
    {
        var factor = s.Number("factor", 0.1, Bounds.Inside(0, 1));
        var patience = s.Int("patience", 10, Bounds.AtLeast(0));
        var threshold = s.Number("threshold", 1e-4, Bounds.NotNegative);
        var relative = s.Flag("relative", true);
        var cooldown = s.Int("cooldown", 0, Bounds.AtLeast(0));
        var minRate = s.Number("min_rate", 0, Bounds.NotNegative);
        var metric = s.Text("metric", "validation.loss");
        return () => new PlateauSchedule(factor, patience, threshold, relative, cooldown, minRate, metric);
    });
}
