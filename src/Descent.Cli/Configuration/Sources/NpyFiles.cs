namespace Descent.Cli;

/// <summary>The files of a source of NumPy's arrays.</summary>
internal sealed class NpyFiles
{
    private readonly (bool Validation, bool Test) _parts;
    private readonly (DType Inputs, DType Targets)? _types;

    public NpyFiles(string archive)
    {
        Archive = archive;
        _parts = NumpyImages.FindParts(archive);
        _types = NumpyArrays.FindTypes(archive);
    }

    public NpyFiles(Section s)
    {
        Archive = s.Optional("path", v => v.FilePath());
        Train = (s.Optional("inputs", v => v.FilePath()), s.Optional("targets", v => v.FilePath()));
        Test = (s.Optional("test_inputs", v => v.FilePath()), s.Optional("test_targets", v => v.FilePath()));
        Classes = s.Optional("classes", v => v.List(item => item.Text(), "class names"));
        var hasFiles = Train.Inputs is not null || Train.Targets is not null || Test.Inputs is not null || Test.Targets is not null;
        if (Archive is not null && hasFiles) s.Add("path and single files are given together; keep path, or inputs and targets.");
        if (Archive is null && !hasFiles) s.Add("the key path is missing; expected the path of an .npz file with x_train and y_train, or inputs and targets.");
        if (hasFiles && (Train.Inputs is null || Train.Targets is null)) s.Add("inputs and targets belong together; expected the paths of both .npy files.");
        if ((Test.Inputs is null) != (Test.Targets is null)) s.Add("test_inputs and test_targets belong together; expected the paths of both .npy files, or of neither.");
        _parts = Archive is not null ? NumpyImages.FindParts(Archive) : (false, Test.Inputs is not null);
        _types = Archive is not null ? NumpyArrays.FindTypes(Archive) : Train is (not null, not null) ? NumpyArrays.FindTypes(Train.Inputs, Train.Targets) : null;
        if (Classes is not null && TargetKind == TargetKind.Value) s.Add("classes", "the targets are floats, numbers to predict; leave classes out, or store whole numbers, the class of each sample.");
    }

    public string? Archive { get; }

    public (string? Inputs, string? Targets) Train { get; }

    public (string? Inputs, string? Targets) Test { get; }

    public IReadOnlyList<string>? Classes { get; }

    public bool HasValidationPart => _parts.Validation;

    public bool HasTestPart => _parts.Test;

    /// <summary>For messages.</summary>
    public string Path => Archive ?? Train.Inputs!;

    /// <summary>Whether the inputs are bytes; so taken too where they cannot be read, which reading them explains.</summary>
    public bool HasImages => _types is not { } types || types.Inputs == DType.UInt8;

    public TargetKind TargetKind => _types is { Targets: DType.Float32 or DType.Float64 } && !HasImages ? TargetKind.Value : TargetKind.Class;
}
