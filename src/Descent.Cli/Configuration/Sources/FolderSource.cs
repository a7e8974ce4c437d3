namespace Descent.Cli;

/// <summary><c>folder: path</c>: a folder, or an archive, of images with a folder a class, with or without parts.</summary>
internal sealed class FolderSource : ImageSource
{
    private readonly Lazy<(bool Validation, bool Test)> _parts;

    private FolderSource(string path)
    {
        Path = path;
        _parts = new(() => ImageFolder.FindParts(path));
    }

    public static Entry<SourceConfig> Entry { get; } = new("folder", value => value.Node is YamlMap
        ? value.Map(s => (SourceConfig)new FolderSource(s.Required("path", v => v.FilePath(), "the path of a folder with train/<class>/*.jpg, or <class>/*.jpg") ?? ""))
        : new FolderSource(value.FilePath()), Example: "path: data/flowers");

    public override bool HasValidationPart => _parts.Value.Validation;

    public override bool HasTestPart => _parts.Value.Test;

    protected override string Path { get; }

    protected override ImageParts Read() => ImageFolder.Load(Path);
}
