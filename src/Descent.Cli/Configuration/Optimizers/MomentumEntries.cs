namespace Descent.Cli;

/// <summary>Gradient descent, plain and with momentum.</summary>
internal static class MomentumEntries
{
    public static Entry<OptimizerConfig> Sgd { get; } =
        OptimizerConfig.Entry("sgd", c => new SGD(convention: c), (_, d) => (rate, decay) => new SGD(rate, decay, d.Convention));

    public static Entry<OptimizerConfig> Momentum { get; } = OptimizerConfig.Entry("momentum", c => new Momentum(convention: c), (s, d) =>
    {
        var momentum = s.Number("momentum", d.Mu, Bounds.BelowOne);
        return (rate, decay) => new Momentum(rate, momentum, decay, d.Convention);
    });

    public static Entry<OptimizerConfig> Nesterov { get; } = OptimizerConfig.Entry("nesterov", c => new Nesterov(convention: c), (s, d) =>
    {
        var momentum = s.Number("momentum", d.Mu, Bounds.Inside(0, 1));
        return (rate, decay) => new Nesterov(rate, momentum, decay, d.Convention);
    });
}
