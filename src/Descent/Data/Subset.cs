namespace Descent;

/// <summary>Some samples of a data set, in the order given.</summary>
public sealed class Subset : Dataset
{
    private readonly int[] _indices;

    /// <summary>Chooses samples.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="indices">Their indices there; any order, repeats allowed.</param>
    /// <exception cref="ArgumentException">An index is not one of the source's.</exception>
    public Subset(Dataset source, ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
            if ((uint)index >= (uint)source.Count)
                throw new ArgumentException($"Subset: index {index} is not in the source, which has {source.Count} samples (0 … {source.Count - 1}).");
        Source = source;
        _indices = indices.ToArray();
    }

    /// <summary>The data set the samples come from.</summary>
    public Dataset Source { get; }

    /// <summary>For each sample, its index in <see cref="Source"/>.</summary>
    public ReadOnlySpan<int> Indices => _indices;

    /// <inheritdoc/>
    public override int Count => _indices.Length;

    /// <inheritdoc/>
    public override Shape InputShape => Source.InputShape;

    /// <inheritdoc/>
    public override TargetInfo Target => Source.Target;

    /// <inheritdoc/>
    public override bool IsInMemory => Source.IsInMemory;

    /// <inheritdoc/>
    public override void ReadInput(int index, Span<float> values) => Source.ReadInput(_indices[index], values);

    /// <inheritdoc/>
    public override void ReadTrainingInput(int index, int epoch, Span<float> values) => Source.ReadTrainingInput(_indices[index], epoch, values);

    internal override bool IsChecked => Source.IsChecked;

    /// <inheritdoc/>
    public override int ReadClass(int index) => Source.ReadClass(_indices[index]);

    /// <inheritdoc/>
    public override void ReadTarget(int index, Span<float> values) => Source.ReadTarget(_indices[index], values);
}
