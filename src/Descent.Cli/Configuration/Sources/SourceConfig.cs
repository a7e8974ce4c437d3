namespace Descent.Cli;

/// <summary>Where samples come from, with its settings.</summary>
internal abstract class SourceConfig
{
    /// <summary>What the data asks to predict: known before it is read, so that the loss can be checked.</summary>
    public abstract TargetKind TargetKind { get; }

    /// <summary>Reads and divides the samples.</summary>
    /// <param name="split">The fractions.</param>
    /// <param name="seed">The seed of the split.</param>
    /// <param name="fitted">The encoding that the run was trained with; null fits one on the training part.</param>
    /// <exception cref="DataException">The samples cannot be used; the message says where and why.</exception>
    public abstract RunData Load(SplitConfig split, ulong seed, TableEncoding? fitted);
}
