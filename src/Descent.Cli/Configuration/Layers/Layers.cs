namespace Descent.Cli;

/// <summary>The layers a run file can list under <c>model.layers</c>.</summary>
internal static class Layers
{
    public static IReadOnlyList<Entry<LayerConfig>> Table { get; } =
    [
        LinearEntry.Linear, ConvEntry.Conv, Conv1dEntry.Conv1d, ConvTransposeEntry.ConvTranspose, .. PoolEntries.Table, UpsampleEntry.Upsample,
        .. Activations.Table, .. NormEntries.Table,
        DropoutEntry.Dropout, DropoutEntry.SpatialDropout, DropoutEntry.DropPath, FlattenEntry.Flatten, ResidualEntry.Residual,
    ];
}
