using System.Globalization;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>How a network's weights are spread at the end, and how many are exactly 0.</summary>
internal static class ReportWeights
{
    private const int MostTensors = 6, Bins = 41;

    /// <summary>Weights looked at of one tensor: a histogram needs no more.</summary>
    private const int MostWeights = 1 << 16;

    public static IEnumerable<PageBlock> Of(Module model, IReadOnlyList<ZeroCount> zeros)
    {
        var tensors = model.NamedParameters().Where(p => p.Parameter.Shape.Rank >= 2).ToList();
        // The first and the last layers, where something is wrong first.
        var shown = tensors.Count <= MostTensors ? tensors : [.. tensors.Take(MostTensors / 2), .. tensors.TakeLast(MostTensors / 2)];
        foreach (var (name, parameter) in shown)
            if (Spread(name, parameter) is { } block) yield return block;
        if (tensors.Count > shown.Count) yield return new TextBlock($"{tensors.Count - shown.Count} tensors between them are not shown; the dashboard shows all.");
        if (zeros.Count > 0)
            yield return new TableBlock(["weights", "share of exact zeros"], [.. zeros.Select(z => (IReadOnlyList<string>)[$"`{z.Name}`", z.Share.ToString("P1", CultureInfo.InvariantCulture)])]) { Title = "Exact zeros", Caption = "Of the weights that the penalty is on." };
    }

    private static BarsBlock? Spread(string name, Tensor parameter)
    {
        var values = parameter.ToArray<float>();
        var every = Math.Max(1, values.Length / MostWeights);
        if (every > 1) values = [.. values.Where((_, i) => i % every == 0)];
        if (values.Any(v => !float.IsFinite(v))) return null;
        double low = values.Min(), high = values.Max();
        if (high <= low) return null;
        var counts = new double[Bins];
        foreach (var value in values) counts[Math.Min(Bins - 1, (int)((value - low) / (high - low) * Bins))]++;
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => ((double)v - mean) * (v - mean)));
        return new BarsBlock(new(every > 1 ? $"count, of one weight in {every}" : "count"), [.. Enumerable.Range(0, Bins).Select(i => RunReport.Number(low + (high - low) * (i + 0.5) / Bins))], [new("weights", counts)])
        {
            Title = $"{name} {parameter.Shape}",
            Caption = $"From {RunReport.Number(low)} to {RunReport.Number(high)}, mean {RunReport.Number(mean)}, standard deviation {RunReport.Number(deviation)}.",
        };
    }
}
