namespace Descent.Cli;

/// <summary>A learning-rate schedule with its settings.</summary>
internal sealed record ScheduleConfig(string Name, Func<Schedule> Build)
{
    private static readonly (string Name, ScheduleUnit Value) s_epoch = ("epoch", ScheduleUnit.Epoch);
    private static readonly (string Name, ScheduleUnit Value) s_step = ("step", ScheduleUnit.Step);

    /// <summary>An entry of the table: reads the options, of which those of a warm-up are common to all.</summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="read">Reads the options of its own and says how to build it.</param>
    /// <param name="example">Options to show in a message.</param>
    public static Entry<ScheduleConfig> Entry(string name, Func<Section, Func<Schedule>> read, string example = "") =>
        new(name, value => value.Map(s =>
        {
            var build = read(s);
            var epochs = s.Optional("warmup_epochs", v => (double?)v.Number(Bounds.NotNegative)) ?? 0;
            var steps = s.Optional("warmup_steps", v => (int?)v.Int(Bounds.AtLeast(0))) ?? 0;
            var start = s.Optional("warmup_start", v => (double?)v.Number(Bounds.Between(0, 1)));
            if (epochs > 0 && steps > 0) s.Add("warmup_steps", "warmup_epochs and warmup_steps are given together; keep one.");
            if (start is not null && epochs == 0 && steps == 0) s.Add("warmup_start", "there is no warm-up to start; give warmup_epochs or warmup_steps too.");
            return new ScheduleConfig(name, epochs == 0 && steps == 0
                ? build
                : () => new WarmupSchedule(build(), epochs > 0 ? epochs : null, epochs > 0 ? null : steps, start ?? 0.01));
        }), example);

    /// <summary>The key <c>per</c>: how often the rate changes, and what lengths count.</summary>
    public static ScheduleUnit ReadUnit(Section s, ScheduleUnit fallback) => s.Word<ScheduleUnit>("per", fallback == ScheduleUnit.Epoch ? [s_epoch, s_step] : [s_step, s_epoch]);
}
