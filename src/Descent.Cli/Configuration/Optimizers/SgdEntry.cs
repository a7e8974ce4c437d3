namespace Descent.Cli;

internal static class SgdEntry
{
    public static Entry<OptimizerConfig> Sgd { get; } =
        OptimizerConfig.Entry("sgd", learningRate: 0.01, weightDecay: 0, _ => (rate, decay) => new SGD(rate, decay));
}
