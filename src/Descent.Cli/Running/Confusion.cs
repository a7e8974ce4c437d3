namespace Descent.Cli;

/// <summary>How often each class was taken for each, measured and shown.</summary>
internal static class Confusion
{
    /// <summary>With more classes the table is wider than a terminal, and the rows with errors say more.</summary>
    private const int MaxShown = 20;

    public static ConfusionMatrix Of(Module model, Dataset data)
    {
        var matrix = new ConfusionMatrix();
        model.Eval();
        using var noGrad = new NoGrad();
        using var loader = DataLoader.Evaluating(data);
        foreach (var batch in loader.Epoch(0))
        {
            using var step = new Step();
            matrix.Add(model.Forward(batch.Inputs), batch.Targets);
        }

        return matrix;
    }

    public static void Write(TextWriter writer, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        writer.WriteLine();
        if (matrix.Classes > MaxShown)
        {
            writer.WriteLine($"{matrix.Classes} classes are too many for a table of which was taken for which; --json gives it.");
            return;
        }

        TextTable.Write(writer, ["right \\ predicted", .. names], names.Select((name, right) =>
            (IReadOnlyList<string>)[name, .. Enumerable.Range(0, matrix.Classes).Select(predicted => matrix[right, predicted] == 0 ? "." : $"{matrix[right, predicted]}")]));
    }
}
