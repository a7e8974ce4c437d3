using System.Text.Json;
using System.Text.Json.Serialization;

namespace Descent;

/// <summary>
/// How the cells of a table become the numbers a network sees: the columns with their categories, what is put where a value is missing,
/// what numbers are standardized by, and the classes' names. It is fitted on the training part alone, so that nothing of the other parts
/// leaks into training, and saved beside the weights, so that evaluation and prediction encode exactly alike.
/// </summary>
public sealed record TableEncoding
{
    /// <summary>The input columns, in the order of the network's inputs.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>The column with the class, or the columns with the numbers to predict.</summary>
    public required IReadOnlyList<string> TargetColumns { get; init; }

    /// <summary>The classes' names in the order of their indices; null if numbers are predicted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>How the numbers to predict are standardized; null if they are not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TargetScale? TargetScale { get; init; }

    /// <summary>What is done about missing input cells.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<MissingValues>))]
    public MissingValues Missing { get; init; }

    /// <summary>What <see cref="MissingValues.Constant"/> puts into columns of numbers.</summary>
    public double FillNumber { get; init; }

    /// <summary>What <see cref="MissingValues.Constant"/> puts into columns of categories.</summary>
    public required string FillCategory { get; init; }

    /// <summary>What separates the cells of a line; null takes the most frequent candidate of the header.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public char? Separator { get; init; }

    /// <summary>How many numbers a sample becomes.</summary>
    [JsonIgnore]
    public int Width => Columns.Sum(column => column.Width);

    /// <summary>What is predicted.</summary>
    [JsonIgnore]
    public TargetInfo Target => Classes is not null
        ? new TargetInfo(TargetKind.Class, Classes.Count, Classes)
        : new TargetInfo(TargetKind.Value, TargetColumns.Count, TargetColumns) { Scale = TargetScale };

    /// <summary>The columns of numbers that were all equal in the training part: they become 0 and tell a network nothing.</summary>
    public required IReadOnlyList<string> ConstantColumns { get; init; }

    /// <summary>Fits means, deviations and fillings on a table's training part.</summary>
    /// <param name="train">A <see cref="CsvDataset"/> or a part of one.</param>
    /// <param name="standardize">Whether columns of numbers are standardized to mean 0 and deviation 1. Categories stay 0 and 1.</param>
    /// <param name="standardizeTargets">Whether numbers to predict are, too; metrics made for the target report in the original unit.</param>
    /// <exception cref="ArgumentException">It is not a table or a part of one.</exception>
    /// <exception cref="DataException">A column has no value to fit on, or the part is empty.</exception>
    public static TableEncoding Fit(Dataset train, bool standardize = true, bool standardizeTargets = false)
    {
        var (table, rows) = TablePart(train);
        return TableFit.Fit(table, rows, standardize, standardizeTargets);
    }

    /// <summary>The same samples under this encoding.</summary>
    /// <param name="data">A table or a part of one, with the columns that this was fitted on.</param>
    /// <exception cref="ArgumentException">It is not one, or its columns are others.</exception>
    public Dataset Apply(Dataset data)
    {
        var (table, rows) = TablePart(data);
        var encoded = table.With(this);
        return data is CsvDataset ? encoded : new Subset(encoded, rows);
    }

    /// <summary>The three parts under this encoding.</summary>
    /// <exception cref="ArgumentException">They are not parts of a table, or its columns are others.</exception>
    public Splits Apply(Splits parts) => new(Apply(parts.Train), Apply(parts.Validation), Apply(parts.Test));

    /// <summary>Reads another file with the same columns, in any order and with any others beside them, under this encoding.</summary>
    /// <param name="path">The file.</param>
    /// <param name="targetOptional">Whether the file may lack the columns to predict; their values are then unknown, and reading them throws.</param>
    /// <exception cref="DataException">The file cannot be read, or something in it does not fit, such as a category unknown in training.</exception>
    public CsvDataset Load(string path, bool targetOptional = false)
    {
        using var file = CsvFile.Open(path, Separator);
        return CsvReading.Read(file, this, targetOptional);
    }

    /// <summary>The encoding as JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TableJson.Default.TableEncoding);

    /// <summary>The encoding that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="DataException">It is not one.</exception>
    public static TableEncoding FromJson(string json)
    {
        TableEncoding? encoding;
        try
        {
            encoding = JsonSerializer.Deserialize(json, TableJson.Default.TableEncoding);
        }
        catch (JsonException e)
        {
            throw new DataException($"The table encoding cannot be read: {e.Message} Write it anew by training again.", e);
        }

        return encoding?.Problem() is { } problem || encoding is null
            ? throw new DataException($"The table encoding cannot be used: {encoding?.Problem() ?? "it is null"}. Write it anew by training again.")
            : encoding;
    }

    /// <summary>What is wrong with numbers and names that came from a file; null if nothing is.</summary>
    private string? Problem()
    {
        if (Columns is null || TargetColumns is null || ConstantColumns is null || FillCategory is null || Columns.Any(c => c?.Name is null) || TargetColumns.Any(c => c is null)) return "a name is null";
        if (Columns.Count == 0 || TargetColumns.Count == 0) return "it has no columns";
        if (Columns.Select(c => c.Name).Concat(TargetColumns).Distinct().Count() < Columns.Count + TargetColumns.Count) return "a column comes twice";
        if (Classes is not null && (TargetColumns.Count != 1 || Classes.Distinct().Count() < Math.Max(Classes.Count, 2))) return "its classes are fewer than two or come twice";
        if (TargetScale is { } scale && (scale.Mean?.Count != TargetColumns.Count || scale.Deviation?.Count != TargetColumns.Count
            || !scale.Mean.All(double.IsFinite) || !scale.Deviation.All(d => double.IsFinite(d) && d > 0))) return "its target scale does not fit its targets";
        foreach (var column in Columns)
        {
            if (!double.IsFinite(column.Mean) || !double.IsFinite(column.Deviation) || column.Deviation <= 0 || column.Fill is { } fill && !double.IsFinite(fill))
                return $"column '{column.Name}' has mean {column.Mean}, deviation {column.Deviation} and filling {column.Fill}";
            if (column.Categories is { } categories && (categories.Count == 0 || categories.Distinct().Count() < categories.Count || categories.Any(c => c is null)
                || column.FillCategory is { } category && !categories.Contains(category)))
                return $"column '{column.Name}' has no categories, one twice, or a filling that is none of them";
        }

        return null;
    }

    /// <summary>The table behind a data set, and which of its rows the data set holds.</summary>
    private static (CsvDataset Table, int[] Rows) TablePart(Dataset data)
    {
        var rows = Enumerable.Range(0, data.Count).ToArray();
        while (data is Subset part)
        {
            var indices = part.Indices;
            for (var i = 0; i < rows.Length; i++) rows[i] = indices[rows[i]];
            data = part.Source;
        }

        return data is CsvDataset table
            ? (table, rows)
            : throw new ArgumentException($"TableEncoding: {data.GetType().Name} is not a table; give what Csv.Load returned, or a part of it.");
    }
}

/// <summary>Reads and writes encodings without reflection. Unknown and repeated names are refused.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 8,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TableEncoding))]
internal sealed partial class TableJson : JsonSerializerContext;
