namespace Descent.Cli;

internal static class AdamEntry
{
    public static Entry<OptimizerConfig> Adam { get; } =
        Entry("adam", weightDecay: 0, (rate, beta1, beta2, epsilon, decay) => new Adam(rate, beta1, beta2, epsilon, decay));

    public static Entry<OptimizerConfig> AdamW { get; } =
        Entry("adamw", weightDecay: 0.01, (rate, beta1, beta2, epsilon, decay) => new AdamW(rate, beta1, beta2, epsilon, decay));

    private static Entry<OptimizerConfig> Entry(string name, double weightDecay, Func<double, double, double, double, double, Optimizer> build) =>
        OptimizerConfig.Entry(name, learningRate: 0.001, weightDecay, s =>
        {
            var beta1 = s.Number("beta1", 0.9, Bounds.BelowOne);
            var beta2 = s.Number("beta2", 0.999, Bounds.BelowOne);
            var epsilon = s.Number("epsilon", 1e-8, Bounds.Positive);
            return (rate, decay) => build(rate, beta1, beta2, epsilon, decay);
        });
}
