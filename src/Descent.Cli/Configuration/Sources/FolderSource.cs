namespace Descent.Cli;

/// <summary><c>folder: path</c>: a folder, or an archive, of images with a folder a class, with or without parts.</summary>
internal sealed class FolderSource : ImageSource
{
    private readonly Lazy<(bool Validation, bool Test)> _parts;
    private ImageFolderOptions _options;

    private FolderSource(string path, ImageFolderOptions options)
    {
        (Path, _options) = (path, options);
        _parts = new(() => ImageFolder.FindParts(path));
    }

    public static Entry<SourceConfig> Entry { get; } = new("folder", value => value.Node is YamlMap
        ? value.Map(s => (SourceConfig)new FolderSource(
            s.Required("path", v => v.FilePath(), "the path of a folder with train/<class>/*.jpg, or <class>/*.jpg") ?? "",
            ReadOptions(s)))
        : new FolderSource(value.FilePath(), new()), Example: "path: data/flowers");

    public override bool HasValidationPart => _parts.Value.Validation;

    public override bool HasTestPart => _parts.Value.Test;

    protected override bool IsSortedByClass => true;

    protected override string Path { get; }

    /// <summary>How image files are read: what is kept of them, and how many may be left out.</summary>
    public static ImageFolderOptions ReadOptions(Section s) => new()
    {
        CacheBytes = (long)s.Int("cache_mb", 1024, Bounds.NotNegative) << 20,
        SkipAtMost = s.Int("skip_bad", 0, Bounds.NotNegative),
    };

    public override void ReadToInspect() => _options = ToInspect(_options);

    /// <summary>Any size will do: what is looked at are the images as the files have them, and this crop lets JPEG files be decoded whole.</summary>
    public static ImageFolderOptions ToInspect(ImageFolderOptions options) => options with { SkipAtMost = int.MaxValue, Prepare = new Augmentation(new CenterCrop(new ImageSize(1, 1))) };

    protected override ImageParts Read() => ImageFolder.Load(Path, _options);

    protected override ImageParts Read(Augmentation prepare) => ImageFolder.Load(Path, _options with { Prepare = _options.Prepare ?? prepare });
}
