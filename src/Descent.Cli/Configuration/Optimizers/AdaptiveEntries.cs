namespace Descent.Cli;

/// <summary>Optimizers that scale each weight's step by the gradients it has seen.</summary>
internal static class AdaptiveEntries
{
    public static Entry<OptimizerConfig> RMSprop { get; } = OptimizerConfig.Entry("rmsprop", c => new RMSprop(convention: c), (s, d) =>
    {
        var rho = s.Number("rho", d.Rho, Bounds.BelowOne);
        var epsilon = s.Number("epsilon", d.Epsilon, Bounds.Positive);
        var momentum = s.Number("momentum", d.Mu, Bounds.BelowOne);
        var centered = s.Flag("centered", d.Centered);
        return (rate, decay) => new RMSprop(rate, rho, epsilon, momentum, centered, decay, d.Convention);
    });

    public static Entry<OptimizerConfig> Adagrad { get; } = OptimizerConfig.Entry("adagrad", c => new Adagrad(convention: c), (s, d) =>
    {
        var epsilon = s.Number("epsilon", d.Epsilon, Bounds.Positive);
        var initial = s.Number("initial", d.Initial, Bounds.NotNegative);
        var rateDecay = s.Number("rate_decay", d.RateDecay, Bounds.NotNegative);
        return (rate, decay) => new Adagrad(rate, epsilon, initial, rateDecay, decay, d.Convention);
    });

    public static Entry<OptimizerConfig> Adadelta { get; } = OptimizerConfig.Entry("adadelta", c => new Adadelta(convention: c), (s, d) =>
    {
        var rho = s.Number("rho", d.Rho, Bounds.BelowOne);
        var epsilon = s.Number("epsilon", d.Epsilon, Bounds.Positive);
        return (rate, decay) => new Adadelta(rate, rho, epsilon, decay, d.Convention);
    });
}
