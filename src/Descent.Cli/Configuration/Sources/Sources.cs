namespace Descent.Cli;

/// <summary>The data sources a run file can name.</summary>
internal static class Sources
{
    public static IReadOnlyList<Entry<SourceConfig>> Table { get; } = [DigitsSource.Entry, CsvSource.Entry, IdxSource.Entry, FolderSource.Entry, Cifar10Source.Entry, Cifar100Source.Entry, NpySource.Entry];
}
