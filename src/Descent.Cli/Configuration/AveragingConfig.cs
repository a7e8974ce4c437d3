namespace Descent.Cli;

/// <summary>Key <c>training.averaging</c>: an average of the weights that is validated and kept in their stead.</summary>
internal sealed record AveragingConfig(string Name, Func<WeightAveraging> Build)
{
    /// <summary>The averages a run file can name.</summary>
    public static IReadOnlyList<Entry<AveragingConfig>> Table { get; } =
    [
        new("ema", value => value.Map(s =>
        {
            var decay = s.Number("decay", 0.999, Bounds.BelowOne);
            return new AveragingConfig("ema", () => new ExponentialAveraging(decay));
        }), Example: "decay: 0.999"),
        new("swa", value => value.Map(s =>
        {
            var start = s.Required("start_epoch", v => v.Int(Bounds.AtLeast(1)), "the first epoch that counts, such as start_epoch: 30");
            var every = s.Int("every_epochs", 1, Bounds.AtLeast(1));
            return new AveragingConfig("swa", () => new StochasticAveraging(start, every));
        }), Example: "start_epoch: 30"),
    ];
}
