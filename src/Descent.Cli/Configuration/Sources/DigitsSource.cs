namespace Descent.Cli;

/// <summary><c>digits: {}</c>: the handwritten digits that are part of the library.</summary>
internal sealed class DigitsSource : SourceConfig
{
    private const int Side = 8;

    /// <summary>Pixels in tables, as in the original, count from 0 to 16; the library's digits from 0 to 1.</summary>
    private const double FullInk = 16;

    public static Entry<SourceConfig> Entry { get; } = new("digits", value => value.Map(_ => (SourceConfig)new DigitsSource()));

    public override TargetKind TargetKind => TargetKind.Class;

    public override RunData Load(DataConfig data, ulong seed, RunEncoding? fitted)
    {
        var digits = Digits.Load();
        var split = data.Split;
        return RunData.From(digits.Split(split.Train, split.Validation, split.Test, seed), (fitted as RunEncoding.OfTable)?.Table ?? CreateEncoding(digits.Target));
    }

    /// <summary>Tables of digits have the columns pixel_0_0 (row, column) to pixel_7_7, as scikit-learn names them.</summary>
    private static TableEncoding CreateEncoding(TargetInfo target) => new()
    {
        Columns = [.. Enumerable.Range(0, Side * Side).Select(i => new TableColumn($"pixel_{i / Side}_{i % Side}") { Deviation = FullInk })],
        TargetColumns = ["label"],
        Classes = target.Names,
        ConstantColumns = [],
        FillCategory = "missing",
    };
}
