namespace Descent.Cli;

/// <summary>A curve in letters, for a terminal.</summary>
internal static class TextPlot
{
    private const int Columns = 64, Rows = 14, Margin = 9;

    /// <summary>Writes a curve over an axis below, with a letter under the axis for each mark.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="x">The axis below.</param>
    /// <param name="y">The axis on the left.</param>
    /// <param name="points">The curve; of points in one column, the mean is shown.</param>
    /// <param name="marks">Letters and the values they stand at.</param>
    public static void Write(TextWriter writer, PlotAxis x, PlotAxis y, IReadOnlyList<(double X, double Y)> points, IReadOnlyList<(char Letter, double X)> marks)
    {
        var cells = new char[Rows, Columns];
        foreach (var column in points.GroupBy(p => Column(x, p.X)))
        {
            var place = y.Place(column.Average(p => p.Y));
            if (column.Key is >= 0 and < Columns && place is >= 0 and <= 1) cells[(int)Math.Round((1 - place) * (Rows - 1)), column.Key] = '*';
        }

        writer.WriteLine(y.Name.PadLeft(Margin));
        for (var row = 0; row < Rows; row++)
        {
            var label = row % 4 == 0 ? PlotAxis.Number(Math.Round(y.From + (y.To - y.From) * (Rows - 1 - row) / (Rows - 1), 3)) : "";
            writer.WriteLine($"{label.PadLeft(Margin)} |{string.Concat(Enumerable.Range(0, Columns).Select(c => cells[row, c] == '\0' ? ' ' : cells[row, c])).TrimEnd()}");
        }

        writer.WriteLine($"{new string(' ', Margin)} +{new string('-', Columns)}");
        writer.WriteLine(Line(marks.Select(m => (Column(x, m.X), $"{m.Letter}"))));
        var powers = x.Ticks(1).ToList();
        writer.WriteLine(Line(powers.Where((_, i) => i % 2 == 0).Select(value => (Column(x, value), PlotAxis.Number(value)))) + $"  {x.Name}");
    }

    private static int Column(PlotAxis x, double value) => (int)Math.Round(x.Place(value) * (Columns - 1));

    /// <summary>Texts centred at columns; one that would meet the one before stands behind it.</summary>
    private static string Line(IEnumerable<(int Column, string Text)> texts)
    {
        var line = new System.Text.StringBuilder(new string(' ', Margin + 2));
        foreach (var (column, text) in texts.OrderBy(t => t.Column))
        {
            var start = Math.Max(Margin + 2 + column - text.Length / 2, line.Length);
            line.Append(' ', start - line.Length).Append(text);
        }

        return line.ToString();
    }
}
