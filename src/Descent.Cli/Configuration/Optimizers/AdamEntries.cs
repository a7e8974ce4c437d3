namespace Descent.Cli;

/// <summary>Adam and its relatives.</summary>
internal static class AdamEntries
{
    private delegate Optimizer Make(double rate, double beta1, double beta2, double epsilon, double decay);

    public static Entry<OptimizerConfig> Adam { get; } = OptimizerConfig.Entry("adam", c => new Adam(convention: c), (s, d) =>
        Read(s, d.Beta1, d.Beta2, d.Epsilon, (rate, b1, b2, epsilon, decay) => new Adam(rate, b1, b2, epsilon, decay, d.Convention)));

    public static Entry<OptimizerConfig> AdamW { get; } = OptimizerConfig.Entry("adamw", c => new AdamW(convention: c), (s, d) =>
        Read(s, d.Beta1, d.Beta2, d.Epsilon, (rate, b1, b2, epsilon, decay) => new AdamW(rate, b1, b2, epsilon, decay, d.Convention)));

    public static Entry<OptimizerConfig> AMSGrad { get; } = OptimizerConfig.Entry("amsgrad", c => new AMSGrad(convention: c), (s, d) =>
        Read(s, d.Beta1, d.Beta2, d.Epsilon, (rate, b1, b2, epsilon, decay) => new AMSGrad(rate, b1, b2, epsilon, decay, d.Convention)));

    public static Entry<OptimizerConfig> NAdam { get; } = OptimizerConfig.Entry("nadam", c => new NAdam(convention: c), (s, d) =>
    {
        var growth = s.Number("momentum_decay", d.MomentumDecay, Bounds.NotNegative);
        return Read(s, d.Beta1, d.Beta2, d.Epsilon, (rate, b1, b2, epsilon, decay) => new NAdam(rate, b1, b2, epsilon, growth, decay, d.Convention));
    });

    public static Entry<OptimizerConfig> Adamax { get; } = OptimizerConfig.Entry("adamax", c => new Adamax(convention: c), (s, d) =>
        Read(s, d.Beta1, d.Beta2, d.Epsilon, (rate, b1, b2, epsilon, decay) => new Adamax(rate, b1, b2, epsilon, decay, d.Convention)));

    public static Entry<OptimizerConfig> LAMB { get; } = OptimizerConfig.Entry("lamb", c => new LAMB(convention: c), (s, d) =>
        Read(s, d.Beta1, d.Beta2, d.Epsilon, (rate, b1, b2, epsilon, decay) => new LAMB(rate, b1, b2, epsilon, decay, d.Convention)));

    public static Entry<OptimizerConfig> Lion { get; } = OptimizerConfig.Entry("lion", c => new Lion(convention: c), (s, d) =>
    {
        var beta1 = s.Number("beta1", d.Beta1, Bounds.BelowOne);
        var beta2 = s.Number("beta2", d.Beta2, Bounds.BelowOne);
        return (rate, decay) => new Lion(rate, beta1, beta2, decay, d.Convention);
    });

    private static Func<double, double, Optimizer> Read(Section s, double usual1, double usual2, double usualEpsilon, Make make)
    {
        var beta1 = s.Number("beta1", usual1, Bounds.BelowOne);
        var beta2 = s.Number("beta2", usual2, Bounds.BelowOne);
        var epsilon = s.Number("epsilon", usualEpsilon, Bounds.Positive);
        return (rate, decay) => make(rate, beta1, beta2, epsilon, decay);
    }
}
