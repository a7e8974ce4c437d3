namespace Descent;

/// <summary>
/// The samples of a data set as a network's frozen stages give them: what the stages after them take. Made by <see cref="FeatureCache"/>.
/// </summary>
public sealed class FeatureDataset : Dataset
{
    private readonly Dataset _source;
    private readonly Tensor _features;
    private readonly IReadOnlyList<Tensor> _copies;

    /// <param name="source">The samples.</param>
    /// <param name="features">Their features as evaluation sees them, [samples, …].</param>
    /// <param name="copies">Their features as so many epochs of training see them; empty where training sees what evaluation sees.</param>
    internal FeatureDataset(Dataset source, Tensor features, IReadOnlyList<Tensor> copies)
    {
        (_source, _features, _copies) = (source, features, copies);
        InputShape = new Shape(features.Shape.ToArray().AsSpan(1));
    }

    /// <summary>How many augmented copies of each sample there are: epoch e trains on copy e modulo this. 0 where nothing is augmented.</summary>
    public int Copies => _copies.Count;

    /// <inheritdoc/>
    public override int Count => _source.Count;

    /// <summary>The shape of one sample's features.</summary>
    public override Shape InputShape { get; }

    /// <inheritdoc/>
    public override TargetInfo Target => _source.Target;

    /// <inheritdoc/>
    public override bool IsInMemory => true;

    /// <inheritdoc/>
    public override void ReadInput(int index, Span<float> values) => Read(_features, index, values);

    /// <inheritdoc/>
    public override void ReadTrainingInput(int index, int epoch, Span<float> values) => Read(_copies.Count == 0 ? _features : _copies[epoch % _copies.Count], index, values);

    /// <inheritdoc/>
    public override int ReadClass(int index) => _source.ReadClass(index);

    /// <inheritdoc/>
    public override void ReadTarget(int index, Span<float> values) => _source.ReadTarget(index, values);

    private void Read(Tensor features, int index, Span<float> values) => features.Span<float>().Slice(checked(index * InputShape.Size), InputShape.Size).CopyTo(values);
}
