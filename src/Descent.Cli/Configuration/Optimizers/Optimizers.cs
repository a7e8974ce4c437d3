namespace Descent.Cli;

/// <summary>The optimizers a run file can name.</summary>
internal static class Optimizers
{
    public static IReadOnlyList<Entry<OptimizerConfig>> Table { get; } =
    [
        AdamEntries.Adam, AdamEntries.AdamW, MomentumEntries.Sgd, MomentumEntries.Momentum, MomentumEntries.Nesterov,
        AdaptiveEntries.RMSprop, AdaptiveEntries.Adagrad, AdaptiveEntries.Adadelta,
        AdamEntries.AMSGrad, AdamEntries.NAdam, AdamEntries.Adamax, AdamEntries.Lion, AdamEntries.LAMB,
    ];
}
