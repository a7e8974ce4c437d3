namespace Descent;

/// <summary>Samples held in arrays.</summary>
public sealed class InMemoryDataset : Dataset
{
    private readonly float[] _inputs;
    private readonly int[]? _classes;
    private readonly float[]? _values;

    /// <summary>Samples with a class each. The arrays are used, not copied.</summary>
    /// <param name="inputs">All inputs, one sample after the other.</param>
    /// <param name="inputShape">The shape of one sample's input.</param>
    /// <param name="classes">The class of each sample.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <exception cref="DataException">The counts do not fit, a class has no name, or an input is not finite.</exception>
    public InMemoryDataset(float[] inputs, Shape inputShape, int[] classes, IReadOnlyList<string> classNames)
        : this(inputs, inputShape, classes.Length, new TargetInfo(TargetKind.Class, classNames.Count, classNames))
    {
        for (var i = 0; i < classes.Length; i++)
            if ((uint)classes[i] >= (uint)classNames.Count)
                throw new DataException($"InMemoryDataset: sample {i} has class {classes[i]}, but there are {classNames.Count} class names, so classes are 0 … {classNames.Count - 1}.") { Sample = i };
        _classes = classes;
    }

    /// <summary>Samples with numbers to predict. The arrays are used, not copied.</summary>
    /// <param name="inputs">All inputs, one sample after the other.</param>
    /// <param name="inputShape">The shape of one sample's input.</param>
    /// <param name="targets">All numbers to predict, one sample after the other.</param>
    /// <param name="target">How many numbers a sample has, and their names.</param>
    /// <exception cref="DataException">The counts do not fit, or a number is not finite.</exception>
    public InMemoryDataset(float[] inputs, Shape inputShape, float[] targets, TargetInfo target)
        : this(inputs, inputShape, target.Count == 0 ? 0 : targets.Length / target.Count, target)
    {
        if (target.Kind != TargetKind.Value || target.Count < 1 || targets.Length % target.Count != 0)
            throw new DataException($"InMemoryDataset: {targets.Length} targets were given for a target of {target.Count} {target.Kind}(s) a sample; give one or more numbers for each sample.");
        CheckFinite("target", targets, target.Count);
        _values = targets;
    }

    private InMemoryDataset(float[] inputs, Shape inputShape, int count, TargetInfo target)
    {
        if (inputs.Length != (long)count * inputShape.Size)
            throw new DataException($"InMemoryDataset: {inputs.Length} input numbers were given; {count} samples of shape {inputShape} have {(long)count * inputShape.Size}.");
        if (target.Names.Count != target.Count)
            throw new DataException($"InMemoryDataset: the target has {target.Count} entries but {target.Names.Count} names; give one name for each.");
        CheckFinite("input", inputs, inputShape.Size);
        _inputs = inputs;
        InputShape = inputShape;
        Count = count;
        Target = target;
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override Shape InputShape { get; }

    /// <inheritdoc/>
    public override TargetInfo Target { get; }

    /// <inheritdoc/>
    public override bool IsInMemory => true;

    /// <summary>Copies samples out of tensors.</summary>
    /// <param name="inputs">The inputs, [N, …], Float32.</param>
    /// <param name="targets">Int32 [N]: classes. Float32 [N] or [N, outputs]: numbers.</param>
    /// <param name="names">The names of the classes or outputs; by default their indices, as many as the targets show.</param>
    /// <exception cref="DataException">The tensors do not fit each other.</exception>
    public static InMemoryDataset From(Tensor inputs, Tensor targets, IReadOnlyList<string>? names = null)
    {
        if (inputs.Type != DType.Float32 || inputs.Shape.Rank < 1 || targets.Shape.Rank is < 1 or > 2 || targets.Shape[0] != inputs.Shape[0])
            throw new DataException($"InMemoryDataset: inputs {inputs.Shape} {inputs.Type} and targets {targets.Shape} {targets.Type} do not fit; give Float32 inputs [N, …] and targets [N] or [N, outputs].");
        var sample = new Shape(inputs.Shape.ToArray().AsSpan(1));
        switch (targets.Type)
        {
            case DType.Int32 when targets.Shape.Rank == 1:
                var classes = targets.ToArray<int>();
                return new InMemoryDataset(inputs.ToArray<float>(), sample, classes, names ?? Indices(classes.Append(-1).Max() + 1));
            case DType.Float32:
                var outputs = targets.Shape.Rank == 1 ? 1 : targets.Shape[1];
                return new InMemoryDataset(inputs.ToArray<float>(), sample, targets.ToArray<float>(), new TargetInfo(TargetKind.Value, outputs, names ?? Indices(outputs)));
            default:
                throw new DataException($"InMemoryDataset: targets are {targets.Shape} {targets.Type}; classes are Int32 [N], numbers are Float32 [N] or [N, outputs].");
        }
    }

    /// <inheritdoc/>
    public override void ReadInput(int index, Span<float> values)
    {
        var size = values.Length;
        _inputs.AsSpan(index * size, size).CopyTo(values);
    }

    /// <inheritdoc/>
    public override int ReadClass(int index) => _classes is { } classes ? classes[index] : base.ReadClass(index);

    /// <inheritdoc/>
    public override void ReadTarget(int index, Span<float> values)
    {
        if (_values is null) base.ReadTarget(index, values);
        _values.AsSpan(index * values.Length, values.Length).CopyTo(values);
    }

    private static string[] Indices(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    private static void CheckFinite(string what, float[] numbers, int perSample)
    {
        for (var i = 0; i < numbers.Length; i++)
            if (!float.IsFinite(numbers[i]))
                throw new DataException($"InMemoryDataset: sample {i / perSample} has {what} {numbers[i]} at position {i % perSample}; numbers must be finite. Remove the sample or replace the number.") { Sample = i / perSample };
    }
}
