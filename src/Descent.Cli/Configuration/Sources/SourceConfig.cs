namespace Descent.Cli;

/// <summary>Where samples come from, with its settings.</summary>
internal abstract class SourceConfig
{
    /// <summary>What the data asks to predict: known before it is read, so that the loss can be checked.</summary>
    public abstract TargetKind TargetKind { get; }

    /// <summary>Whether samples are images, which can be augmented.</summary>
    public virtual bool HasImages => false;

    /// <summary>Whether it brings samples to watch the training with, so that none are split off.</summary>
    public virtual bool HasValidationPart => false;

    /// <summary>Whether it brings samples to judge the result by, so that none are split off.</summary>
    public virtual bool HasTestPart => false;

    /// <summary>Lets <see cref="Load"/> take whatever can be read, to be looked at and not trained on: files that cannot are left out, whatever the run file allows, and sizes may differ.</summary>
    public virtual void ReadToInspect()
    {
    }

    /// <summary>Reads and divides the samples.</summary>
    /// <param name="data">The fractions, and what is done to images.</param>
    /// <param name="seed">The seed of the split and of what augments.</param>
    /// <param name="fitted">The encoding that the run was trained with; null fits one on the training part.</param>
    /// <exception cref="DataException">The samples cannot be used; the message says where and why.</exception>
    public abstract RunData Load(DataConfig data, ulong seed, RunEncoding? fitted);
}
