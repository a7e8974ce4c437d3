namespace Descent.Cli;

/// <summary>The data sources a run file can name.</summary>
internal static class Sources
{
    /// <summary>Those that bring images, for messages.</summary>
    public const string OfImages = "idx, folder, cifar10, cifar100, npy, and csv with image or path_column";

    public static IReadOnlyList<Entry<SourceConfig>> Table { get; } = [DigitsSource.Entry, CsvSource.Entry, IdxSource.Entry, FolderSource.Entry, Cifar10Source.Entry, Cifar100Source.Entry, NpySource.Entry];
}
