namespace Descent.Cli;

/// <summary>Key <c>training.guard</c>: what follows when a loss or a gradient is not finite.</summary>
internal sealed record GuardConfig(string Name, Func<Guard> Build)
{
    /// <summary>The actions a run file can name.</summary>
    public static IReadOnlyList<Entry<GuardConfig>> Table { get; } =
    [
        new("stop", value => value.Map(_ => new GuardConfig("stop", Guard.Stop))),
        new("skip", value => value.Map(s =>
        {
            var most = s.Int("most", 10, Bounds.AtLeast(1));
            return new GuardConfig("skip", () => Guard.Skip(most));
        }), Example: "most: 10"),
        new("restore", value => value.Map(s =>
        {
            var rate = s.Number("rate", 0.5, Bounds.Inside(0, 1));
            var most = s.Int("most", 3, Bounds.AtLeast(1));
            return new GuardConfig("restore", () => Guard.Restore(rate, most));
        }), Example: "rate: 0.5"),
    ];
}
