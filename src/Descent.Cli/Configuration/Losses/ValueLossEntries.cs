namespace Descent.Cli;

internal static class ValueLossEntries
{
    public static Entry<LossConfig> MeanSquaredError { get; } = Plain("mean_squared_error", () => new MeanSquaredError());

    public static Entry<LossConfig> MeanAbsoluteError { get; } = Plain("mean_absolute_error", () => new MeanAbsoluteError());

    public static Entry<LossConfig> Huber { get; } = new("huber", value => value.Map(s =>
    {
        var delta = s.Number("delta", 1, Bounds.Positive);
        return new LossConfig("huber", TargetKind.Value, _ => new Huber(delta));
    }));

    private static Entry<LossConfig> Plain(string name, Func<Loss> build) =>
        new(name, value => value.Map(_ => new LossConfig(name, TargetKind.Value, _ => build())));
}
