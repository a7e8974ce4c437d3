namespace Descent.Cli;

/// <summary>Section <c>data</c>: where samples come from and how they are divided.</summary>
internal sealed class DataConfig
{
    public DataConfig(Section s)
    {
        Source = s.OneOf("source", "source", Sources.Table, "digits");
        Split = s.Map("split", p => new SplitConfig(p));
    }

    /// <summary>Null only while its problems are being reported.</summary>
    public SourceConfig? Source { get; }

    public SplitConfig Split { get; }
}

/// <summary>Section <c>data.split</c>: the fractions that are not trained on.</summary>
internal sealed class SplitConfig
{
    /// <summary>What the examples use: enough to judge by on small data.</summary>
    private const double DefaultFraction = 0.15;

    public SplitConfig(Section s)
    {
        Validation = s.Number("validation", DefaultFraction, Bounds.BelowOne);
        Test = s.Number("test", DefaultFraction, Bounds.BelowOne);
        if (Validation + Test >= 1)
            s.Add($"validation {Validation} + test {Test} = {Validation + Test:0.######}, which leaves nothing to train on; the two must add up to less than 1.");
    }

    public double Validation { get; }

    public double Test { get; }

    public double Train => 1 - Validation - Test;
}
