namespace Descent.Cli;

/// <summary><c>csv: {path: …, label: …, image: [28, 28]}</c> or <c>path_column: file</c>: a table whose lines are images, by their pixels or their files.</summary>
internal sealed class CsvImageSource : ImageSource
{
    /// <summary>The keys that make images of a table.</summary>
    public const string Image = "image", PathColumn = "path_column";

    private const string Cache = "cache_mb", Skip = "skip_bad";

    private readonly Shape _shape;
    private readonly string? _pathColumn;
    private readonly CsvOptions _options;
    private ImageFolderOptions _reading;

    public CsvImageSource(Section s)
    {
        Path = s.Required("path", v => v.FilePath(), "the path of the CSV file") ?? "";
        _options = new CsvOptions
        {
            Label = s.Required("label", v => v.Text(), "the name of the column with each image's class"),
            Ignore = CsvSource.ReadNames(s, "ignore"),
            Separator = s.Optional("separator", CsvSource.ReadSeparator),
        };
        _shape = s.Optional(Image, ReadShape);
        _pathColumn = s.Optional(PathColumn, v => v.Text());
        if (s.Has(Image) && s.Has(PathColumn)) s.Add(PathColumn, "image and path_column are given together; keep image where each pixel has a column, or path_column where each image is a file.");
        _reading = s.Has(PathColumn) ? FolderSource.ReadOptions(s) : RefuseFileKeys(s);
        foreach (var key in (string[])["target", "standardize", "standardize_target", "categorical", "numeric", "missing"])
            if (s.Find(key) is not null) s.Add(key, "it is for tables of numbers, and these are images with a class each; leave it out.");
    }

    protected override string Path { get; }

    /// <summary>Whether a table's lines are images.</summary>
    public static bool IsMeantBy(Value value) => value.Node is YamlMap map && (map[Image] ?? map[PathColumn]) is not null;

    public override void ReadToInspect() => _reading = FolderSource.ToInspect(_reading);

    protected override ImageParts Read() => Read(_reading);

    protected override ImageParts Read(Augmentation prepare) => _pathColumn is null ? base.Read(prepare) : Read(_reading with { Prepare = _reading.Prepare ?? prepare });

    private ImageParts Read(ImageFolderOptions reading) => _pathColumn is null
        ? new ImageParts(CsvImages.Load(Path, _shape, _options), null, null)
        : CsvImages.LoadFiles(Path, _pathColumn, _options, reading);

    private static Shape ReadShape(Value value)
    {
        const string Expected = "[height, width] or [height, width, channels], with 1 or 3 channels";
        var sizes = value.List(item => item.Int(Bounds.Between(1, 1 << 16)), $"whole numbers: {Expected}");
        if (value.Node is YamlList && (sizes.Count is < 2 or > 3 || (sizes.Count == 3 && sizes[2] is not (1 or 3)))) value.Add($"given {value.Node.Describe()}; expected {Expected}, such as [28, 28].");
        else if (sizes.Count >= 2 && (long)sizes[0] * sizes[1] * 3 > int.MaxValue) value.Add($"{sizes[0]} × {sizes[1]} pixels are more than a line can hold; expected the size of one image.");
        else if (sizes.Count >= 2) return [sizes[0], sizes[1], sizes.Count == 3 ? sizes[2] : 1];
        return [1, 1, 1];
    }

    private static ImageFolderOptions RefuseFileKeys(Section s)
    {
        foreach (var key in (string[])[Cache, Skip])
            if (s.Find(key) is not null) s.Add(key, "it is about image files, and the pixels are in the table; leave it out, or name the column of files with path_column.");
        return new();
    }
}
