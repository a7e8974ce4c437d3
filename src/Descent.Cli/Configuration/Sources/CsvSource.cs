namespace Descent.Cli;

/// <summary><c>csv: {path: …, label: …}</c>: a table with a header line, one sample a line.</summary>
internal sealed class CsvSource : SourceConfig
{
    private readonly string _path;
    private readonly bool _standardize;
    private readonly bool _standardizeTarget;
    private readonly CsvOptions _options;

    private CsvSource(Section s)
    {
        _path = s.Required("path", v => v.FilePath(), "the path of the CSV file") ?? "";
        var label = s.Optional("label", v => v.Text());
        var targets = s.Optional("target", ReadTargets) ?? [];
        if (label is null && !s.Has("target")) s.Add("the column to predict is missing; expected label (a class) or target (a number), with the name of the column.");
        if (label is not null && s.Has("target")) s.Add("target", "label and target are given together; keep label to predict a class, or target to predict a number.");
        TargetKind = label is null && s.Has("target") ? TargetKind.Value : TargetKind.Class;
        _standardize = s.Flag("standardize", true);
        _standardizeTarget = TargetKind == TargetKind.Value ? s.Flag("standardize_target", true) : RefuseStandardizeTarget(s);
        _options = new CsvOptions
        {
            Label = label,
            Targets = targets,
            Ignore = ReadNames(s, "ignore"),
            Categorical = ReadNames(s, "categorical"),
            Numeric = ReadNames(s, "numeric"),
            Separator = s.Optional("separator", ReadSeparator),
        };
        _options = (s.OneOf("missing", "way", MissingEntry.Table, "refuse") ?? (o => o))(_options);
        foreach (var key in (string[])[CsvImageSource.Image, CsvImageSource.PathColumn]) s.Find(key); // not given, but known: either makes images of the table
    }

    public static Entry<SourceConfig> Entry { get; } = new("csv", value => value.Map(s => CsvImageSource.IsMeantBy(value) ? (SourceConfig)new CsvImageSource(s) : new CsvSource(s)), Example: "path: data.csv, label: species");

    public override TargetKind TargetKind { get; }

    public override RunData Load(DataConfig data, ulong seed, RunEncoding? fitted)
    {
        var split = data.Split;
        var parts = Csv.Load(_path, _options).Split(split.Train, split.Validation, split.Test, seed);
        var encoding = (fitted as RunEncoding.OfTable)?.Table ?? TableEncoding.Fit(parts.Train, _standardize, _standardizeTarget);
        try
        {
            return RunData.From(encoding.Apply(parts), encoding);
        }
        catch (ArgumentException e) when (fitted is not null)
        {
            throw new DataException($"{_path}: the file is no longer the one the run was trained on: its columns, categories or classes are others. Give another with --data.", e) { Path = _path };
        }
    }

    private static List<string> ReadTargets(Value value) => value.Node is YamlList ? value.List(item => item.Text(), "column names") : [value.Text()];

    internal static List<string> ReadNames(Section s, string key) => s.Optional(key, v => v.List(item => item.Text(), "column names")) ?? [];

    internal static char? ReadSeparator(Value value)
    {
        var text = value.Text(",");
        if (text.Length == 1) return text[0];
        value.Add($"given {value.Node.Describe()}; expected one character, such as ';' or \"\\t\".");
        return null;
    }

    private static bool RefuseStandardizeTarget(Section s)
    {
        if (s.Find("standardize_target") is not null) s.Add("standardize_target", "classes are not standardized; it belongs to a numeric target.");
        return false;
    }
}
