namespace Descent.Cli;

/// <summary>The data of a run, divided.</summary>
/// <param name="Train">What is trained on.</param>
/// <param name="Validation">What training is watched with; null if its fraction is 0.</param>
/// <param name="Test">What the result is judged by; null if its fraction is 0.</param>
/// <param name="Encoding">How samples of the same kind are read for this run's network.</param>
internal sealed record RunData(Dataset Train, Dataset? Validation, Dataset? Test, RunEncoding Encoding)
{
    /// <summary>What people should know of the data that was read, such as files that were left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static RunData From(Splits splits, TableEncoding encoding) =>
        new(splits.Train, NullIfEmpty(splits.Validation), NullIfEmpty(splits.Test), new RunEncoding.OfTable(encoding));

    private static Dataset? NullIfEmpty(Dataset data) => data.Count == 0 ? null : data;
}
