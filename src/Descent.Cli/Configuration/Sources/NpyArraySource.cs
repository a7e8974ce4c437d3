namespace Descent.Cli;

/// <summary>Samples of numbers from NumPy's arrays.</summary>
internal sealed class NpyArraySource(NpyFiles files) : SourceConfig
{
    public override TargetKind TargetKind => files.TargetKind;

    public override bool HasValidationPart => files.HasValidationPart;

    public override bool HasTestPart => files.HasTestPart;

    public override RunData Load(DataConfig data, ulong seed, RunEncoding? fitted)
    {
        var (train, givenValidation, givenTest) = Read();
        var encoding = new ArrayEncoding(train.InputShape, train.Target) { ClassWeights = fitted?.ClassWeights };
        if (fitted is not null && fitted.ToJson() != encoding.ToJson())
            throw new DataException($"{files.Path}: the arrays are no longer those the run was trained on: the samples' shape, their targets or the classes' names are others.") { Path = files.Path };
        var parts = train.Split(data.Split.Train, data.Split.Validation, data.Split.Test, seed);
        Dataset validation = givenValidation is null ? parts.Validation : givenValidation, test = givenTest is null ? parts.Test : givenTest;
        return new RunData(parts.Train, validation.Count == 0 ? null : validation, test.Count == 0 ? null : test, encoding);
    }

    private (InMemoryDataset Train, InMemoryDataset? Validation, InMemoryDataset? Test) Read()
    {
        if (files.Archive is not null) return NumpyArrays.LoadArchive(files.Archive, files.Classes);
        var train = NumpyArrays.Load(files.Train.Inputs!, files.Train.Targets!, files.Classes);
        return (train, null, files.Test.Inputs is null ? null : NumpyArrays.Load(files.Test.Inputs, files.Test.Targets!, train: train));
    }
}
