using CsvHelper;

namespace Descent;

/// <summary>The passes over a CSV file that read its cells under an encoding.</summary>
internal static class CsvReading
{
    /// <exception cref="DataException">A column of the encoding is not there, or a cell does not fit.</exception>
    public static CsvDataset Read(CsvFile file, TableEncoding encoding, bool targetOptional)
    {
        int[] inputs = [.. encoding.Columns.Select(column => file.Column(column.Name, "input"))];
        var hasTarget = !targetOptional || encoding.TargetColumns.All(file.Header.Contains);
        int[] targets = hasTarget ? [.. encoding.TargetColumns.Select(name => file.Column(name, encoding.Classes is null ? "target" : "label"))] : [];
        var cells = new TableCells(file.Path, Measure(file, encoding, inputs, out var origins), origins);
        if (hasTarget && encoding.Classes is not null) cells.Classes = new int[cells.Rows];
        else if (hasTarget) cells.Targets = new float[cells.Rows * targets.Length];
        var categories = encoding.Columns.Select(column => Index(column.Categories)).ToArray();
        var classes = Index(encoding.Classes);

        var rows = file.ForEachRow((row, line, record) =>
        {
            if (row >= cells.Rows) throw Changed(file);
            cells.Lines[row] = line;
            for (var i = 0; i < inputs.Length; i++)
                cells.Inputs[row * inputs.Length + i] = Input(file, encoding, encoding.Columns[i], categories[i], record, inputs[i], line, origins[i]);
            if (cells.Classes is not null) cells.Classes[row] = Class(file, encoding.Classes!, classes!, record, targets[0], line);
            for (var i = 0; cells.Targets is not null && i < targets.Length; i++)
                cells.Targets[row * targets.Length + i] = (float)Number(file, record, targets[i], line);
        });
        return rows == cells.Rows ? new CsvDataset(cells, encoding) : throw Changed(file);
    }

    /// <summary>Counts the rows and finds each column's origin.</summary>
    private static int Measure(CsvFile file, TableEncoding encoding, int[] inputs, out double[] origins)
    {
        var low = new double[inputs.Length];
        var high = new double[inputs.Length];
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        var rows = file.ForEachRow((_, _, record) =>
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                if (encoding.Columns[i].Categories is not null || !CsvScan.TryNumber(record.GetSpan(inputs[i]), out var number) || !double.IsFinite(number)) continue;
                low[i] = Math.Min(low[i], number);
                high[i] = Math.Max(high[i], number);
            }
        });
        if ((long)rows * Math.Max(inputs.Length, encoding.TargetColumns.Count) > Array.MaxLength)
            throw file.Error($"{rows} lines of {inputs.Length} columns are more than the {Array.MaxLength} cells one table can hold; divide the file");
        origins = new double[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            if (low[i] <= high[i]) origins[i] = TableCells.OriginOf(low[i] / 2 + high[i] / 2, high[i] - low[i]);
        return rows;
    }

    private static float Input(CsvFile file, TableEncoding encoding, TableColumn column, Dictionary<string, int>? categories, CsvReader record, int field, int line, double origin)
    {
        if (CsvScan.IsMissing(record.GetSpan(field)))
        {
            return encoding.Missing != MissingValues.Refuse
                ? float.NaN
                : throw file.Error("the value is missing; fill it in, remove the line, or choose how missing values are filled", line, column.Name);
        }

        if (categories is null) return (float)(Number(file, record, field, line) - origin);
        var cell = record.GetString(field).Trim();
        return categories.TryGetValue(cell, out var code)
            ? code
            : throw file.Error($"{CsvFile.Quote(cell)} is none of the categories known from training: {List(column.Categories!)}; correct the cell, or train again with it", line, column.Name);
    }

    /// <summary>The index of a row's class.</summary>
    /// <exception cref="DataException">The cell is none of the classes.</exception>
    public static int Class(CsvFile file, IReadOnlyList<string> names, Dictionary<string, int> classes, CsvReader record, int field, int line)
    {
        var cell = record.GetString(field).Trim();
        if (classes.TryGetValue(cell, out var label)) return label;
        var problem = CsvScan.IsMissing(record.GetSpan(field)) ? "the label is missing" : $"{CsvFile.Quote(cell)} is none of the classes";
        throw file.Error($"{problem}; the classes are {List(names)}", line, file.Header[field]);
    }

    private static double Number(CsvFile file, CsvReader record, int field, int line)
    {
        if (CsvScan.TryNumber(record.GetSpan(field), out var number) && float.IsFinite((float)number)) return number;
        var cell = CsvFile.Quote(record.GetString(field));
        throw file.Error(
            CsvScan.IsMissing(record.GetSpan(field)) ? "the number to predict is missing; fill it in, or remove the line"
            : CsvScan.TryNumber(record.GetSpan(field), out _) ? $"{cell} is not a finite number within ±{float.MaxValue:G2}; correct the cell"
            : $"{cell} is not a number; write digits with a decimal point, such as 0.5 or 1e-3", line, file.Header[field]);
    }

    /// <summary>What is thrown where another pass found other rows.</summary>
    public static DataException Changed(CsvFile file) => file.Error("the file changed while it was read; read it again");

    private static string List(IReadOnlyList<string> names) => string.Join(", ", names.Take(20)) + (names.Count > 20 ? $" and {names.Count - 20} more" : "");

    /// <summary>The index of each name.</summary>
    public static Dictionary<string, int>? Index(IReadOnlyList<string>? names)
    {
        if (names is null) return null;
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++) index.Add(names[i], i);
        return index;
    }
}
