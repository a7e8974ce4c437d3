using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>The curves of a run's history, epoch by epoch.</summary>
internal static class ReportCurves
{
    /// <summary>A loss that falls by more than this is read off a logarithmic axis.</summary>
    private const double WideRange = 50;

    /// <summary>Points of a curve of updates: what a plot of usual width shows.</summary>
    private const int Points = 300;

    /// <summary>How much of a log is read, in bytes: that of a long run may take seconds.</summary>
    private const long MostLog = 16 << 20;

    private static readonly (string Tag, string Title, string Label, string Caption)[] s_logged =
    [
        ("loss/batch", "Loss of single batches", "loss", "The loss of the batches whose updates were logged; where a point stands for several, the band spans them."),
        ("gradient_norm", "Gradient norm", "norm", "The norm of all gradients together, of the updates where it was measured; a straight line joins updates between which it was not."),
        ("samples_per_second", "Throughput", "samples per second", "Samples trained on in a second, by epoch."),
    ];

    public static IEnumerable<PageBlock> Of(History history)
    {
        var epochs = history.Epochs;
        if (epochs.Count == 0) yield break;
        double[] x = [.. epochs.Select(e => (double)e.Epoch)];
        var markers = Markers(history);
        foreach (var (name, _) in epochs[0].Train)
        {
            var isLoss = name == "loss";
            double[] train = [.. epochs.Select(e => e.Find($"train.{name}") ?? double.NaN)];
            double[] validation = [.. epochs.Select(e => e.Find($"validation.{name}") ?? double.NaN)];
            var hasValidation = !validation.All(double.IsNaN);
            var known = train.Concat(validation).Where(v => double.IsFinite(v) && v > 0).DefaultIfEmpty(1).ToList();
            yield return new LinesBlock(new("epoch"), new(Words(name)) { IsLog = isLoss && known.Max() / known.Min() > WideRange }, [
                .. hasValidation ? [new Line("validation", x, validation) { HasPoints = x.Length == 1 }] : Array.Empty<Line>(),
                new Line("training", x, train) { IsDashed = hasValidation, HasPoints = x.Length == 1 }])
            {
                Title = char.ToUpperInvariant(name[0]) + Words(name)[1..],
                Caption = Caption(name, history, hasValidation ? validation : train, hasValidation),
                Markers = markers,
            };
        }

        if (Changes(epochs.Select(e => e.LearningRate)))
            yield return Single("Learning rate", "learning rate", x, [.. epochs.Select(e => e.LearningRate)], "The learning rate at the end of each epoch.");
        else yield return new TextBlock($"The learning rate was {RunReport.Number(epochs[0].LearningRate)} throughout.");
        if (epochs[^1].Penalty is not null) yield return Single("Penalty", "penalty", x, [.. epochs.Select(e => e.Penalty ?? double.NaN)], "The value of the penalty after each epoch.");
        if (epochs[^1].Zeros is not null) yield return Single("Zeros", "share of exact zeros", x, [.. epochs.Select(e => e.Zeros ?? double.NaN)], "The share of penalized weights that are exactly 0.");
    }

    /// <summary>What the run's log tells of single updates and of speed; nothing of a log too long to be read here.</summary>
    public static IEnumerable<PageBlock> Logged(RunFolder folder)
    {
        var path = folder.PathOf(RunFolder.EventsFolder);
        if (!Directory.Exists(path) || new DirectoryInfo(path).EnumerateFiles().Sum(f => f.Length) > MostLog) yield break; // the dashboard shows it all the same
        var events = new EventFolder(folder.Path);
        events.Refresh(CancellationToken.None);
        foreach (var (tag, title, label, caption) in s_logged)
        {
            if (events.Scalar(tag)?.Downsample(Points) is not { Length: > 1 } buckets) continue;
            var isThinned = buckets.Any(b => b.Count > 1);
            var line = new Line(label, [.. buckets.Select(b => b.X)], [.. buckets.Select(b => b.Y)])
            {
                Low = isThinned ? [.. buckets.Select(b => (double)b.Least)] : null,
                High = isThinned ? [.. buckets.Select(b => (double)b.Greatest)] : null,
            };
            yield return new LinesBlock(new("step"), new(label), [line]) { Title = title, Caption = caption };
        }
    }

    private static LinesBlock Single(string title, string label, double[] x, double[] y, string caption) =>
        new(new("epoch"), new(label), [new Line(label, x, y) { HasPoints = x.Length == 1 }]) { Title = title, Caption = caption };

    private static IReadOnlyList<Marker> Markers(History history)
    {
        var last = history.Epochs[^1].Epoch;
        List<Marker> markers = [];
        if (history.BestEpoch > 0) markers.Add(new(history.BestEpoch, history.BestEpoch == last ? $"best and last: {last}" : $"best: {history.BestEpoch}"));
        if (history.BestEpoch != last) markers.Add(new(last, $"{(history.Failed ? "failed" : "stopped")}: {last}"));
        return markers;
    }

    private static string Caption(string name, History history, double[] values, bool hasValidation)
    {
        var part = hasValidation ? "Validation" : "Training";
        var best = history.BestEpoch > 0 ? $" {RunReport.Number(values[history.BestEpoch - 1])} in epoch {history.BestEpoch}, the best by {history.Metric.Replace('.', ' ').Replace('_', ' ')}, and" : "";
        return $"{part} {Words(name)} was {RunReport.Number(values[0])} after the first epoch,{best} {RunReport.Number(values[^1])} after the last. Training is measured while weights change, with dropout and augmentation on.";
    }

    private static bool Changes(IEnumerable<double> values) => values.Distinct().Skip(1).Any();

    private static string Words(string name) => name.Replace('_', ' ');
}
