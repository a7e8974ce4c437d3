namespace Descent.Cli;

/// <summary><c>npy: archive.npz</c> with x_train, y_train and so on; or .npy files one by one.</summary>
internal sealed class NpySource : ImageSource
{
    private readonly string? _archive;
    private readonly (string? Inputs, string? Targets) _train, _test;
    private readonly IReadOnlyList<string>? _classes;
    private readonly Lazy<(bool Validation, bool Test)> _parts;

    private NpySource(string archive)
    {
        _archive = archive;
        _parts = new(() => NumpyImages.FindParts(archive));
    }

    private NpySource(Section s)
        : this(s.Optional("path", v => v.FilePath()) ?? "")
    {
        if (_archive!.Length == 0) _archive = null;
        _train = (s.Optional("inputs", v => v.FilePath()), s.Optional("targets", v => v.FilePath()));
        _test = (s.Optional("test_inputs", v => v.FilePath()), s.Optional("test_targets", v => v.FilePath()));
        _classes = s.Optional("classes", v => v.List(item => item.Text(), "class names"));
        var hasFiles = _train.Inputs is not null || _train.Targets is not null || _test.Inputs is not null || _test.Targets is not null;
        if (_archive is not null && hasFiles) s.Add("path and single files are given together; keep path, or inputs and targets.");
        if (_archive is null && !hasFiles) s.Add("the key path is missing; expected the path of an .npz file with x_train and y_train, or inputs and targets.");
        if (hasFiles && (_train.Inputs is null || _train.Targets is null)) s.Add("inputs and targets belong together; expected the paths of both .npy files.");
        if ((_test.Inputs is null) != (_test.Targets is null)) s.Add("test_inputs and test_targets belong together; expected the paths of both .npy files, or of neither.");
    }

    public static Entry<SourceConfig> Entry { get; } = new("npy", value => value.Node is YamlMap
        ? value.Map(s => (SourceConfig)new NpySource(s))
        : new NpySource(value.FilePath()), Example: "path: data/mnist.npz");

    public override bool HasValidationPart => _archive is not null && _parts.Value.Validation;

    public override bool HasTestPart => _archive is not null ? _parts.Value.Test : _test.Inputs is not null;

    protected override string Path => _archive ?? _train.Inputs!;

    protected override ImageParts Read()
    {
        if (_archive is not null) return NumpyImages.LoadArchive(_archive, _classes);
        var train = NumpyImages.Load(_train.Inputs!, _train.Targets!, _classes);
        return new ImageParts(train, null, _test.Inputs is null ? null : NumpyImages.Load(_test.Inputs, _test.Targets!, train.Target.Names));
    }
}
