namespace Descent.Cli;

/// <summary>The losses a run file can name.</summary>
internal static class Losses
{
    public static IReadOnlyList<Entry<LossConfig>> Table { get; } =
        [ClassLossEntries.CrossEntropy, ClassLossEntries.BinaryCrossEntropy, ValueLossEntries.MeanSquaredError, ValueLossEntries.MeanAbsoluteError, ValueLossEntries.Huber];

    public static string NamesFor(TargetKind kind) => kind == TargetKind.Class
        ? "cross_entropy or, for two classes, binary_cross_entropy"
        : "mean_squared_error, mean_absolute_error or huber";
}
