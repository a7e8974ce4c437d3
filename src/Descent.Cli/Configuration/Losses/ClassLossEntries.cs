namespace Descent.Cli;

internal static class ClassLossEntries
{
    public static Entry<LossConfig> CrossEntropy { get; } = new("cross_entropy", value => value.Map(s =>
    {
        var smoothing = s.Number("label_smoothing", 0, Bounds.BelowOne);
        return new LossConfig("cross_entropy", TargetKind.Class, weights => new CrossEntropy(weights, smoothing), TakesWeights: true);
    }));

    public static Entry<LossConfig> BinaryCrossEntropy { get; } = new("binary_cross_entropy", value => value.Map(s =>
    {
        var weight = s.Number("positive_weight", 1, Bounds.Positive);
        return new LossConfig("binary_cross_entropy", TargetKind.Class, _ => new BinaryCrossEntropy(positiveWeight: weight), IsBinary: true);
    }));
}
