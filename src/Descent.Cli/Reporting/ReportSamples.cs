using System.Diagnostics;
using System.Globalization;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>How a trained network does on single samples of the validation part: what it takes for what, and where it is most wrong.</summary>
internal sealed class ReportSamples(RunFolder folder, PreparedRun run, RunData data)
{
    /// <summary>How long samples are looked at: a report may not keep a run waiting.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Samples from one look at the clock to the next.</summary>
    private const int ChunkSize = 128;

    private const int MostWrong = 18, MostRight = 6;

    /// <summary>A matrix of more classes is wider than a page.</summary>
    private const int MostClasses = 40;

    public IEnumerable<PageBlock> Blocks()
    {
        var (part, seen, raw) = data.Validation is { } validation ? ("validation", validation, run.Data.Validation!) : ("test", data.Test, run.Data.Test!);
        if (seen is null) return [];
        var rows = Predict(seen);
        var which = rows.Count < seen.Count ? $"the first {rows.Count.ToString("N0", CultureInfo.InvariantCulture)} of {seen.Count.ToString("N0", CultureInfo.InvariantCulture)} {part} samples" : $"{rows.Count.ToString("N0", CultureInfo.InvariantCulture)} {part} samples";
        return seen.Target.Kind == TargetKind.Class ? OfClasses(part, seen, raw, rows, which) : OfNumbers(seen, rows, which);
    }

    private List<double[]> Predict(Dataset samples)
    {
        var predictor = new Predictor(run.Model, samples.Target);
        var rows = new List<double[]>();
        var clock = Stopwatch.StartNew();
        while (rows.Count < samples.Count && (rows.Count == 0 || clock.Elapsed < s_patience))
            rows.AddRange(predictor.Predict(new Subset(samples, [.. Enumerable.Range(rows.Count, Math.Min(ChunkSize, samples.Count - rows.Count))])));
        return rows;
    }

    private IEnumerable<PageBlock> OfClasses(string part, Dataset seen, Dataset raw, List<double[]> rows, string which)
    {
        var names = seen.Target.Names;
        var samples = rows.Select((row, i) => (Index: i, Right: seen.ReadClass(i), Predicted: Array.IndexOf(row, row.Max()), Row: row)).Where(s => s.Predicted >= 0).ToList();
        var wrong = samples.Where(s => s.Predicted != s.Right).OrderBy(s => s.Row[s.Right]).ToList();
        if (names.Count <= MostClasses)
        {
            var counts = new double[names.Count][];
            for (var i = 0; i < counts.Length; i++) counts[i] = new double[names.Count];
            foreach (var s in samples) counts[s.Right][s.Predicted]++;
            yield return new HeatBlock("right", names, "predicted", names, counts)
            {
                Title = "Confusion",
                Caption = $"Of {which}, {samples.Count - wrong.Count} are predicted right and {wrong.Count} wrong.",
                Command = $"descent evaluate {folder.InCommand} --data {part}",
            };
        }

        string Words(int index, int right, int predicted, double[] row) => $"{names[right]}{(right == predicted ? " ✓" : $" taken for {names[predicted]}")}, {row[predicted].ToString("P0", CultureInfo.InvariantCulture)}";
        if (SamplePicture.For(run) is { } pictures)
        {
            if (wrong.Count > 0)
                yield return new PicturesBlock([.. wrong.Take(MostWrong).Select(s => new Picture(pictures.Draw(raw, s.Index), $"{part} sample {s.Index}: {names[s.Right]}, taken for {names[s.Predicted]}", Words(s.Index, s.Right, s.Predicted, s.Row)))])
                {
                    Title = "Worst mistakes",
                    Caption = $"The samples whose right class was held least likely: what they are, what they were taken for, and how sure the network was.{(wrong.Count > MostWrong ? $" {wrong.Count - MostWrong} more are not shown." : "")}",
                };
            yield return new PicturesBlock([.. samples.Where(s => s.Right == s.Predicted).Take(MostRight).Select(s => new Picture(pictures.Draw(raw, s.Index), $"{part} sample {s.Index}: {names[s.Right]}", Words(s.Index, s.Right, s.Predicted, s.Row)))]) { Title = "Right ones", Caption = "The first samples that are predicted right." };
        }
        else if (wrong.Count > 0)
        {
            yield return new TableBlock(["sample", "right", "predicted", "probability of the right class"], [.. wrong.Take(MostWrong).Select(s => (IReadOnlyList<string>)
                [s.Index.ToString(CultureInfo.InvariantCulture), names[s.Right], names[s.Predicted], s.Row[s.Right].ToString("P1", CultureInfo.InvariantCulture)])])
            {
                Title = "Worst mistakes",
                Caption = $"The samples of {part} whose right class was held least likely.",
            };
        }
    }

    private static IEnumerable<PageBlock> OfNumbers(Dataset seen, List<double[]> rows, string which)
    {
        var target = new float[seen.Target.Count];
        var samples = rows.Select((row, i) =>
        {
            seen.ReadTarget(i, target);
            return (Index: i, Right: seen.Target.Scale?.Restore(target[0], 0) ?? target[0], Predicted: row[0]);
        }).OrderByDescending(s => Math.Abs(s.Right - s.Predicted)).Take(MostWrong);
        yield return new TableBlock(["sample", "right", "predicted", "difference"], [.. samples.Select(s => (IReadOnlyList<string>)
            [s.Index.ToString(CultureInfo.InvariantCulture), RunReport.Number(s.Right), RunReport.Number(s.Predicted), RunReport.Number(s.Predicted - s.Right)])])
        {
            Title = "Furthest off",
            Caption = $"Of {which}, those with the largest error in {seen.Target.Names[0]}.",
        };
    }
}
