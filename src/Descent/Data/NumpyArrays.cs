namespace Descent;

/// <summary>
/// Reads samples of numbers from NumPy's files: inputs [count, …] of any shape, and a class each, whole numbers [count] or [count, 1], or numbers to
/// predict, floats [count] or [count, outputs]. All become 32-bit floats, as they are: nothing is scaled. Images as bytes are read by <see cref="NumpyImages"/>.
/// </summary>
public static class NumpyArrays
{
    /// <summary>Reads an .npy file of inputs and one of their targets.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="targets">The class of each, or its numbers.</param>
    /// <param name="names">The names of the classes or outputs; by default those of <paramref name="train"/>, or numbers from 0.</param>
    /// <param name="train">The part that is trained on, which another part must fit; null for itself.</param>
    /// <exception cref="DataFormatException">A file is damaged, or of another kind.</exception>
    /// <exception cref="DataException">A file cannot be read, the two do not fit each other, or a number is not finite.</exception>
    public static InMemoryDataset Load(string inputs, string targets, IReadOnlyList<string>? names = null, InMemoryDataset? train = null) =>
        Assemble(inputs, NumpyFiles.Read(inputs, Npy.Read), targets, NumpyFiles.Read(targets, Npy.Read), names, train);

    /// <summary>Reads an .npz archive with x_train and y_train, x_test and y_test if there is such a part, and x_val and y_val.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="names">The names of the classes or outputs; by default numbers from 0.</param>
    /// <returns>The parts; null where the archive has none.</returns>
    /// <exception cref="DataFormatException">It is damaged, or holds arrays of another kind.</exception>
    /// <exception cref="DataException">It cannot be read, an array is missing, arrays do not fit each other, or a number is not finite.</exception>
    public static (InMemoryDataset Train, InMemoryDataset? Validation, InMemoryDataset? Test) LoadArchive(string path, IReadOnlyList<string>? names = null) =>
        NumpyFiles.ReadArchive<InMemoryDataset>(path, (x, inputs, y, targets, train) => Assemble(x, inputs, y, targets, names, train));

    /// <summary>What the arrays to train on hold, by their headers: bytes are images, floats to predict are no classes.</summary>
    /// <param name="inputs">The .npy file of inputs, or the archive.</param>
    /// <param name="targets">The .npy file of targets; null for an archive.</param>
    /// <returns>What they become in memory; null if that cannot be told, which reading them explains.</returns>
    public static (DType Inputs, DType Targets)? FindTypes(string inputs, string? targets = null) => NumpyFiles.FindTypes(inputs, targets);

    private static InMemoryDataset Assemble(string inputsPath, Tensor inputs, string targetsPath, Tensor targets, IReadOnlyList<string>? names, InMemoryDataset? train)
    {
        var data = Assemble(inputsPath, inputs, targetsPath, targets, names ?? train?.Target.Names);
        return train is null || (data.InputShape == train.InputShape && data.Target.Kind == train.Target.Kind && data.Target.Count == train.Target.Count)
            ? data
            : throw new DataException($"{inputsPath}: a sample is {Describe(data)}, but one of the training part {Describe(train)}; the parts do not fit each other.") { Path = inputsPath };

        static string Describe(InMemoryDataset part) => $"{part.InputShape} with {(part.Target.Kind == TargetKind.Class ? $"one of {part.Target.Count} classes" : $"{part.Target.Count} number(s) to predict")}";
    }

    private static InMemoryDataset Assemble(string inputsPath, Tensor inputs, string targetsPath, Tensor targets, IReadOnlyList<string>? names)
    {
        if (inputs.Type == DType.UInt8 || inputs.Shape.Rank < 2 || inputs.Count == 0)
            throw new DataFormatException(inputsPath, $"its array is {inputs.Type} {inputs.Shape}; expected numbers (float32, float64 or int32) [count, features], or [count, …] of any shape.");
        var (shape, count) = (new Shape(inputs.Shape.ToArray().AsSpan(1)), inputs.Shape[0]);
        try
        {
            if (!targets.Type.IsFloat())
            {
                var (classes, classNames) = NumpyFiles.Classes(inputsPath, count, "sample", targetsPath, targets, names);
                return new InMemoryDataset(Floats(inputs), shape, classes, classNames);
            }

            if (targets.Shape.Rank is < 1 or > 2) throw new DataFormatException(targetsPath, $"its array is {targets.Type} {targets.Shape}; expected numbers [count] or [count, outputs].");
            if (targets.Shape[0] != count) throw new DataException($"{targetsPath}: it has {targets.Shape[0]} targets, but {inputsPath} has {count} samples; the two do not belong together.") { Path = targetsPath };
            var outputs = targets.Shape.Rank == 1 ? 1 : targets.Shape[1];
            if (names is not null && names.Count != outputs) throw new DataException($"{targetsPath}: it has {outputs} number(s) a sample to predict, but {names.Count} names are given for them or used by the training part.") { Path = targetsPath };
            return new InMemoryDataset(Floats(inputs), shape, Floats(targets), new TargetInfo(TargetKind.Value, outputs, names ?? [.. Enumerable.Range(0, outputs).Select(i => $"{i}")]));
        }
        catch (DataException e) when (e.Path is null)
        {
            throw new DataException($"{inputsPath}, {targetsPath}: {e.Message}", e) { Path = inputsPath, Sample = e.Sample };
        }
    }

    private static float[] Floats(Tensor tensor) => tensor.Type switch
    {
        DType.Float32 => tensor.ToArray<float>(),
        DType.Float64 => Array.ConvertAll(tensor.ToArray<double>(), x => (float)x),
        _ => Array.ConvertAll(tensor.ToArray<int>(), x => (float)x),
    };
}
