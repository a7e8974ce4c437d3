namespace Descent;

/// <summary>Fits an encoding's numbers on some rows of a table.</summary>
internal static class TableFit
{
    public static TableEncoding Fit(CsvDataset table, int[] rows, bool standardize, bool standardizeTargets)
    {
        if (rows.Length == 0)
            throw new DataException($"{table.Cells.Path}: the training part has no samples to fit an encoding on; give training a larger share of the split.") { Path = table.Cells.Path };
        var encoding = table.Encoding;
        var constant = new List<string>();
        var columns = encoding.Columns.Select((column, i) => column.Categories is null
            ? Numbers(table, rows, column, i, standardize, constant)
            : Categories(table, rows, column, i)).ToArray();
        return encoding with
        {
            Columns = columns,
            ConstantColumns = constant,
            TargetScale = standardizeTargets && table.Cells.Targets is not null ? Targets(table.Cells.Targets, rows, encoding.TargetColumns.Count) : null,
        };
    }

    private static TableColumn Numbers(CsvDataset table, int[] rows, TableColumn column, int index, bool standardize, List<string> constant)
    {
        var width = table.Encoding.Columns.Count;
        double[] known = [.. rows.Where(row => !float.IsNaN(table.Cells.Inputs[row * width + index])).Select(row => table.Cells.Number(row, index))];
        var missing = table.Encoding.Missing;
        if (known.Length == 0 && !(missing == MissingValues.Constant && !standardize)) throw NothingKnown(table, column);
        double? fill = missing switch
        {
            MissingValues.Refuse => null,
            MissingValues.Mean => known.Average(),
            MissingValues.Median => Median(known),
            MissingValues.MostFrequent => known.CountBy(v => v).OrderByDescending(v => v.Value).ThenBy(v => v.Key).First().Key,
            _ => table.Encoding.FillNumber,
        };
        if (known.Length > 0 && known.Min() == known.Max()) constant.Add(column.Name);
        if (!standardize) return column with { Mean = 0, Deviation = 1, Fill = fill };
        var (mean, deviation) = Moments(known);
        return column with { Mean = mean, Deviation = deviation, Fill = fill };
    }

    private static TableColumn Categories(CsvDataset table, int[] rows, TableColumn column, int index)
    {
        var missing = table.Encoding.Missing;
        if (missing == MissingValues.Refuse) return column;
        if (missing == MissingValues.Constant) return column with { FillCategory = table.Encoding.FillCategory };
        var width = table.Encoding.Columns.Count;
        var counts = new int[column.Width];
        foreach (var row in rows)
            if (table.Cells.Inputs[row * width + index] is var cell && !float.IsNaN(cell)) counts[(int)cell]++;
        var most = counts.Max();
        if (most == 0) throw NothingKnown(table, column);
        return column with { FillCategory = column.Categories![Array.IndexOf(counts, most)] };
    }

    private static TargetScale Targets(float[] targets, int[] rows, int outputs)
    {
        var moments = Enumerable.Range(0, outputs).Select(i => Moments([.. rows.Select(row => (double)targets[row * outputs + i])])).ToArray();
        return new TargetScale([.. moments.Select(m => m.Mean)], [.. moments.Select(m => m.Deviation)]);
    }

    /// <summary>Mean and population deviation (divided by n, as scikit-learn does); a deviation of 0 becomes 1, so that equal numbers become 0.</summary>
    private static (double Mean, double Deviation) Moments(double[] values)
    {
        if (values.Min() == values.Max()) return (values[0], 1);
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return (mean, deviation > 0 ? deviation : 1);
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : sorted[sorted.Length / 2 - 1] / 2 + sorted[sorted.Length / 2] / 2;
    }

    private static DataException NothingKnown(CsvDataset table, TableColumn column) =>
        new($"{table.Cells.Path}: column '{column.Name}': it has no value in the training part; ignore the column.")
        {
            Path = table.Cells.Path,
            Column = column.Name,
        };
}
