namespace Descent.Cli;

/// <summary>Columns under a heading: the first to the left, the others to the right.</summary>
internal static class TextTable
{
    public static void Write(TextWriter writer, IReadOnlyList<string> heading, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        var widths = heading.Select((h, i) => Math.Max(h.Length, all.Max(r => r[i].Length))).ToList();
        WriteRow(heading);
        writer.WriteLine(new string('-', widths.Sum() + 2 * (widths.Count - 1)));
        foreach (var row in all) WriteRow(row);

        void WriteRow(IReadOnlyList<string> row) =>
            writer.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }
}
