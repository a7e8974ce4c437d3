namespace Descent.Cli;

/// <summary>How often each class was taken for each: row the right one, column the predicted one.</summary>
internal sealed class Confusion
{
    /// <summary>With more classes the table is wider than a terminal, and the rows with errors say more.</summary>
    private const int MaxShown = 20;

    private readonly int[,] _counts;

    private Confusion(int classes) => _counts = new int[classes, classes];

    public int Classes => _counts.GetLength(0);

    public int this[int right, int predicted] => _counts[right, predicted];

    public static Confusion Of(Module model, Dataset data)
    {
        var confusion = new Confusion(data.Target.Count);
        var rows = new Predictor(model, data.Target).Predict(data);
        for (var i = 0; i < rows.Count; i++) confusion._counts[data.ReadClass(i), Array.IndexOf(rows[i], rows[i].Max())]++;
        return confusion;
    }

    public void Write(TextWriter writer, IReadOnlyList<string> names)
    {
        writer.WriteLine();
        if (Classes > MaxShown)
        {
            writer.WriteLine($"{Classes} classes are too many for a table of which was taken for which; --json gives it.");
            return;
        }

        TextTable.Write(writer, ["right \\ predicted", .. names], names.Select((name, right) =>
            (IReadOnlyList<string>)[name, .. Enumerable.Range(0, Classes).Select(predicted => _counts[right, predicted] == 0 ? "." : $"{_counts[right, predicted]}")]));
    }
}
