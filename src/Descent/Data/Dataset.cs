namespace Descent;

/// <summary>
/// Samples that can be read by index: an input of a fixed shape, and a class or numbers to predict. Reading must be safe from several
/// threads at once, and give the same sample for the same index every time.
/// </summary>
public abstract class Dataset
{
    /// <summary>The number of samples.</summary>
    public abstract int Count { get; }

    /// <summary>The shape of one sample's input, such as [64], or [8, 8, 1] (height, width, channels) for an image.</summary>
    public abstract Shape InputShape { get; }

    /// <summary>What is to be predicted.</summary>
    public abstract TargetInfo Target { get; }

    /// <summary>
    /// Whether a sample costs no more than a copy. A <see cref="DataLoader"/> then fills its batches where they are asked for, because
    /// handing one over from another thread (5 to 50 µs) would cost more than the copy.
    /// </summary>
    public virtual bool IsInMemory => false;

    /// <summary>Reads the input of a sample. Every element must be written, with a finite number.</summary>
    /// <param name="index">The sample, 0 … <see cref="Count"/> − 1.</param>
    /// <param name="values">Receives the elements of <see cref="InputShape"/>, last axis fastest.</param>
    public abstract void ReadInput(int index, Span<float> values);

    /// <summary>
    /// Reads the input of a sample as an epoch of training sees it: what augments gives another input each epoch, the same for the same
    /// (index, epoch) every time. Anything else gives what <see cref="ReadInput"/> gives.
    /// </summary>
    /// <param name="index">The sample, 0 … <see cref="Count"/> − 1.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="values">Receives the elements of <see cref="InputShape"/>, last axis fastest.</param>
    public virtual void ReadTrainingInput(int index, int epoch, Span<float> values) => ReadInput(index, values);

    /// <summary>Whether what it reads is known to be complete and finite, so that batches need not look.</summary>
    internal virtual bool IsChecked => IsInMemory;

    /// <summary>The class of a sample, 0 … <see cref="TargetInfo.Count"/> − 1, where the target is a class.</summary>
    /// <param name="index">The sample.</param>
    /// <exception cref="InvalidOperationException">The target is not a class.</exception>
    public virtual int ReadClass(int index) => throw new InvalidOperationException(
        $"{GetType().Name}: the target is {Target.Count} number(s) a sample, not a class; read it with ReadTarget.");

    /// <summary>Reads the numbers to predict for a sample, where the target is numbers.</summary>
    /// <param name="index">The sample.</param>
    /// <param name="values">Receives the <see cref="TargetInfo.Count"/> numbers.</param>
    /// <exception cref="InvalidOperationException">The target is not numbers.</exception>
    public virtual void ReadTarget(int index, Span<float> values) => throw new InvalidOperationException(
        $"{GetType().Name}: the target is one of {Target.Count} classes, not numbers; read it with ReadClass.");

    /// <summary>
    /// Divides the samples into three parts that share none and together hold all. Which samples go where is a function of the seed,
    /// each sample's class and its index; each class is divided in the given proportions (see <see cref="Splits"/> for the rounding).
    /// </summary>
    /// <param name="train">The fraction to train on, 0 … 1.</param>
    /// <param name="validation">The fraction to watch the training with, 0 … 1.</param>
    /// <param name="test">The fraction kept for the end, 0 … 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A fraction is negative or not a number, or the three do not add up to 1.</exception>
    public Splits Split(double train, double validation, double test, ulong seed) => new(this, train, validation, test, seed);
}
