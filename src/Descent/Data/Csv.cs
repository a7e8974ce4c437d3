namespace Descent;

/// <summary>Reads tables of samples from CSV files.</summary>
public static class Csv
{
    /// <summary>
    /// Reads a file: a header line with the columns' names, then one line a sample, in UTF-8. Cells may be quoted.
    /// <para>Columns of categories become one 0 or 1 for each category; the label's classes are sorted, by value if all are numbers.
    /// Numbers are as they stand in the file until a <see cref="TableEncoding"/>, fitted on the training part, standardizes them.</para>
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which column is what; at least the label or the targets.</param>
    /// <exception cref="DataException">The file cannot be read, or something in it does not fit; it says where and what to change.</exception>
    public static CsvDataset Load(string path, CsvOptions options)
    {
        using var file = CsvFile.Open(path, options.Separator);
        var encoding = CsvScan.Infer(file, options);
        return CsvReading.Read(file, encoding, targetOptional: false);
    }
}
