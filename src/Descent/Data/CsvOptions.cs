namespace Descent;

/// <summary>What to do about cells that hold nothing.</summary>
public enum MissingValues
{
    /// <summary>Refuse the file, naming line and column.</summary>
    Refuse,

    /// <summary>Put the training part's mean there; in a column of categories, its most frequent one.</summary>
    Mean,

    /// <summary>Put the training part's median there; in a column of categories, its most frequent one.</summary>
    Median,

    /// <summary>Put the training part's most frequent value there, the smallest or first of equally frequent ones.</summary>
    MostFrequent,

    /// <summary>Put <see cref="CsvOptions.FillNumber"/> there; in a column of categories, <see cref="CsvOptions.FillCategory"/>.</summary>
    Constant,
}

/// <summary>How a CSV file becomes samples. The file has a header line; each column is an input unless it is named here as something else.</summary>
public sealed record CsvOptions
{
    /// <summary>The column with each sample's class, by number or by name.</summary>
    public string? Label { get; init; }

    /// <summary>The columns with numbers to predict (regression), instead of <see cref="Label"/>.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Input columns of categories, each of which becomes a 0 or 1 of its own, even if they look like numbers.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>Input columns of numbers, in which any text is an error. Columns named nowhere are numbers if most of their cells are.</summary>
    public IReadOnlyList<string> Numeric { get; init; } = [];

    /// <summary>What separates the cells of a line; null takes the most frequent of comma, semicolon, tab and | in the header.</summary>
    public char? Separator { get; init; }

    /// <summary>What to do about empty input cells and those that say NA, N/A, NaN, null or ?.</summary>
    public MissingValues Missing { get; init; } = MissingValues.Refuse;

    /// <summary>What <see cref="MissingValues.Constant"/> puts into columns of numbers.</summary>
    public double FillNumber { get; init; }

    /// <summary>What <see cref="MissingValues.Constant"/> puts into columns of categories: a category of its own.</summary>
    public string FillCategory { get; init; } = "missing";
}
