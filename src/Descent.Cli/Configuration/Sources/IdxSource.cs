namespace Descent.Cli;

/// <summary><c>idx: folder</c>, with the four files of MNIST or a successor; or the files one by one.</summary>
internal sealed class IdxSource : ImageSource
{
    private const string Expected = "the path of a folder with train-images-idx3-ubyte(.gz) and the three other files";

    private readonly string? _folder;
    private readonly (string? Images, string? Labels) _train, _test;
    private readonly IReadOnlyList<string>? _classes;

    private IdxSource(string folder) => _folder = folder;

    private IdxSource(Section s)
    {
        _folder = s.Optional("path", v => v.FilePath());
        _train = (s.Optional("train_images", v => v.FilePath()), s.Optional("train_labels", v => v.FilePath()));
        _test = (s.Optional("test_images", v => v.FilePath()), s.Optional("test_labels", v => v.FilePath()));
        _classes = s.Optional("classes", v => v.List(item => item.Text(), "class names"));
        var hasFiles = _train.Images is not null || _train.Labels is not null || _test.Images is not null || _test.Labels is not null;
        if (_folder is not null && hasFiles) s.Add("path and single files are given together; keep path, or train_images and train_labels.");
        if (_folder is null && !hasFiles) s.Add($"the key path is missing; expected {Expected}, or train_images and train_labels.");
        if (hasFiles && (_train.Images is null || _train.Labels is null)) s.Add("train_images and train_labels belong together; expected the paths of both files.");
        if ((_test.Images is null) != (_test.Labels is null)) s.Add("test_images and test_labels belong together; expected the paths of both files, or of neither.");
    }

    public static Entry<SourceConfig> Entry { get; } = new("idx", value => value.Node is YamlMap
        ? value.Map(s => (SourceConfig)new IdxSource(s))
        : new IdxSource(value.FilePath()), Example: "path: data/mnist");

    public override bool HasTestPart => _folder is not null || _test.Images is not null;

    protected override string Path => _folder ?? _train.Images!;

    protected override ImageParts Read()
    {
        if (_folder is not null)
        {
            var (train, test) = Idx.LoadFolder(_folder, _classes);
            return new ImageParts(train, null, test);
        }

        var images = Idx.Load(_train.Images!, _train.Labels!, _classes);
        return new ImageParts(images, null, _test.Images is null ? null : Idx.Load(_test.Images, _test.Labels!, images.Target.Names));
    }
}
