namespace Descent.Cli;

/// <summary>The optimizers a run file can name.</summary>
internal static class Optimizers
{
    public static IReadOnlyList<Entry<OptimizerConfig>> Table { get; } =
        [AdamEntry.Adam, AdamEntry.AdamW, MomentumEntry.Momentum, MomentumEntry.Nesterov, SgdEntry.Sgd];
}
