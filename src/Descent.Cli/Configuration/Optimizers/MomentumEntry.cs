namespace Descent.Cli;

internal static class MomentumEntry
{
    public static Entry<OptimizerConfig> Momentum { get; } = OptimizerConfig.Entry("momentum", learningRate: 0.01, weightDecay: 0, s =>
    {
        var momentum = s.Number("momentum", 0.9, Bounds.BelowOne);
        return (rate, decay) => new Momentum(rate, momentum, decay);
    });

    public static Entry<OptimizerConfig> Nesterov { get; } = OptimizerConfig.Entry("nesterov", learningRate: 0.01, weightDecay: 0, s =>
    {
        var momentum = s.Number("momentum", 0.9, Bounds.Inside(0, 1));
        return (rate, decay) => new Nesterov(rate, momentum, decay);
    });
}
