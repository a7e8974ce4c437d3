using System.Globalization;
using System.Text;
using CsvHelper;

namespace Descent;

/// <summary>The first pass over a CSV file: finds out which column is what, without keeping its cells.</summary>
internal static class CsvScan
{
    // More categories than this are names or free text, which a 0 or 1 for each cannot teach anything.
    private const int MaxCategories = 1000;

    /// <summary>An encoding of the file's columns in which nothing is fitted yet.</summary>
    /// <exception cref="DataException">The options do not fit the file, or a column can be neither numbers nor categories.</exception>
    public static TableEncoding Infer(CsvFile file, CsvOptions options)
    {
        var inputs = InputColumns(file, options, out var targets);
        var label = options.Label is null ? -1 : targets[0];
        var seen = new ColumnContents[file.Header.Count];
        foreach (var column in label < 0 ? inputs : [.. inputs, label]) seen[column] = new ColumnContents();
        file.ForEachRow((_, line, cells) =>
        {
            for (var column = 0; column < seen.Length; column++) seen[column]?.Add(cells, column, line);
        });

        return new TableEncoding
        {
            Columns = [.. inputs.Select(column => Describe(file, options, column, seen[column]))],
            TargetColumns = [.. targets.Select(column => file.Header[column])],
            Classes = label < 0 ? null : Classes(file, options.Label!, seen[label]),
            Missing = options.Missing,
            FillNumber = options.FillNumber,
            FillCategory = options.FillCategory,
            Separator = options.Separator,
            ConstantColumns = [],
        };
    }

    /// <summary>Whether a cell says that its value is not known.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t"u8);
        return cell.IsEmpty || cell.SequenceEqual("?"u8) || cell.Length <= 4
            && (Ascii.EqualsIgnoreCase(cell, "NA"u8) || Ascii.EqualsIgnoreCase(cell, "N/A"u8) || Ascii.EqualsIgnoreCase(cell, "NaN"u8) || Ascii.EqualsIgnoreCase(cell, "null"u8));
    }

    /// <summary>Reads a number with a decimal point, whatever the machine's language.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> cell, out double number) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <inheritdoc cref="TryNumber(ReadOnlySpan{byte}, out double)"/>
    public static bool TryNumber(string cell, out double number) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>The classes of a label, and the number of rows.</summary>
    /// <exception cref="DataException">A label is missing, or they are no classes.</exception>
    public static List<string> ReadClasses(CsvFile file, int label, out int rows)
    {
        var seen = new ColumnContents();
        rows = file.ForEachRow((_, line, cells) => seen.Add(cells, label, line));
        return Classes(file, file.Header[label], seen);
    }

    /// <summary>The columns that are none of the options' other roles, and those to predict.</summary>
    /// <exception cref="DataException">A column is not there or has two roles, or none is left.</exception>
    public static List<int> InputColumns(CsvFile file, CsvOptions options, out List<int> targets)
    {
        if (options.Label is null == (options.Targets.Count == 0))
        {
            var rule = options.Label is null ? "no column to predict is named" : "both a label and targets are named";
            throw file.Error($"{rule}; name the column with the class as label, or the columns with numbers as targets. The columns are {file.Columns()}");
        }

        targets = options.Label is null ? [.. options.Targets.Select(name => file.Column(name, "target"))] : [file.Column(options.Label, "label")];
        var roles = new Dictionary<int, string>();
        foreach (var target in targets) Take(target, options.Label is null ? "target" : "label");
        foreach (var name in options.Ignore) Take(file.Column(name, "ignored"), "ignored");
        var inputs = Enumerable.Range(0, file.Header.Count).Where(column => !roles.ContainsKey(column)).ToList();
        foreach (var name in options.Numeric) Take(file.Column(name, "numeric"), "numeric");
        foreach (var name in options.Categorical) Take(file.Column(name, "categorical"), "categorical");
        return inputs.Count > 0
            ? inputs
            : throw file.Error($"no column is left to predict from: the columns are {file.Columns()}. If they should be more, name the separator");

        void Take(int column, string role)
        {
            if (!roles.TryAdd(column, role))
                throw file.Error($"it is named as {roles[column]} and as {role}; it can be one of them", column: file.Header[column]);
        }
    }

    private static TableColumn Describe(CsvFile file, CsvOptions options, int index, ColumnContents seen)
    {
        var name = file.Header[index];
        if (seen.Texts + seen.Numbers == 0)
            throw file.Error("it has no value in any line; ignore the column", column: name);
        var categorical = options.Categorical.Contains(name) || !options.Numeric.Contains(name) && seen.Texts > seen.Numbers;
        if (!categorical)
        {
            if (seen.Texts > 0) throw NotANumber(file, name, seen);
            return new TableColumn(name);
        }

        foreach (var text in seen.Distinct ?? []) file.RequireText(text, seen.FirstTextLine, name);
        if (seen.Distinct is null)
            throw file.Error($"it has more than {MaxCategories} different texts, too many for categories; ignore the column, or group them", column: name);
        var categories = Sorted(seen.Distinct);
        if (options.Missing == MissingValues.Constant && !categories.Contains(options.FillCategory)) categories.Add(options.FillCategory);
        return new TableColumn(name) { Categories = categories };
    }

    private static DataException NotANumber(CsvFile file, string name, ColumnContents seen)
    {
        var count = seen.Texts + seen.Numbers;
        var remedy = TryNumber(seen.FirstText!.Replace(',', '.'), out _)
            ? "write numbers with a decimal point"
            : "correct the cell, or name the column as categorical or ignored";
        return file.Error($"{CsvFile.Quote(seen.FirstText)} is not a number, but {seen.Numbers} of the column's {count} cells are; {remedy}", seen.FirstTextLine, name);
    }

    private static List<string> Classes(CsvFile file, string label, ColumnContents seen)
    {
        if (seen.FirstMissingLine > 0) throw file.Error("the label is missing; remove the line, or fill it in", seen.FirstMissingLine, label);
        if (seen.Distinct is null || seen.Distinct.Count > 20 && seen.Distinct.Count * 2 > seen.Numbers + seen.Texts)
            throw file.Error($"the label has {(seen.Distinct is null ? $"more than {MaxCategories}" : seen.Distinct.Count)} different values in {seen.Numbers + seen.Texts} lines, so these are no classes; to predict numbers, name '{label}' as a target instead", column: label);
        if (seen.Distinct.Count < 2)
            throw file.Error($"every line has the label {CsvFile.Quote(seen.Distinct.First())}; there must be at least two classes to tell apart", column: label);
        foreach (var text in seen.Distinct) file.RequireText(text, seen.FirstTextLine, label);
        return Sorted(seen.Distinct);
    }

    /// <summary>By value if all are numbers, else by their characters.</summary>
    private static List<string> Sorted(HashSet<string> texts) => texts.All(text => TryNumber(text, out _))
        ? [.. texts.OrderBy(text => TryNumber(text, out var number) ? number : 0).ThenBy(text => text, StringComparer.Ordinal)]
        : [.. texts.Order(StringComparer.Ordinal)];

    /// <summary>What was seen in a column.</summary>
    private sealed class ColumnContents
    {
        public int Numbers { get; private set; }

        public int Texts { get; private set; }

        public string? FirstText { get; private set; }

        public int FirstTextLine { get; private set; }

        public int FirstMissingLine { get; private set; }

        /// <summary>The different cells; null once there are too many.</summary>
        public HashSet<string>? Distinct { get; private set; } = new(StringComparer.Ordinal);

        public void Add(CsvReader cells, int column, int line)
        {
            var cell = cells.GetSpan(column);
            if (IsMissing(cell))
            {
                if (FirstMissingLine == 0) FirstMissingLine = line;
                return;
            }

            if (TryNumber(cell, out _))
            {
                Numbers++;
            }
            else if (Texts++ == 0)
            {
                FirstText = cells.GetString(column);
                FirstTextLine = line;
            }

            if (Distinct is null) return;
            var text = cells.GetString(column).Trim();
            if (Distinct.Add(text) && Distinct.Count > MaxCategories) Distinct = null;
        }
    }
}
