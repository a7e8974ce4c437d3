using System.Diagnostics;
using System.Globalization;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>
/// <c>report.html</c>: what a run came to, on a page that needs nothing but itself. It is made from what is known at the run's end, costs a fraction of
/// a second, and never fails a run: what cannot be shown is left out, and a page that cannot be written is warned of.
/// </summary>
internal sealed class RunReport
{
    private readonly RunFolder _folder;
    private readonly PreparedRun _run;
    private readonly RunData _data;
    private readonly Trainer _trainer;
    private readonly RunResult _result;

    private RunReport(RunFolder folder, PreparedRun run, RunData data, Trainer trainer, RunResult result) =>
        (_folder, _run, _data, _trainer, _result) = (folder, run, data, trainer, result);

    private History History => _trainer.History;

    /// <summary>Writes the page of a run that ended, in whatever way.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="run">The run, with the weights that are kept.</param>
    /// <param name="data">Its data as the network takes them.</param>
    /// <param name="trainer">Who trained it.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="error">Receives a warning if the page cannot be written.</param>
    public static void Write(RunFolder folder, PreparedRun run, RunData data, Trainer trainer, RunResult result, TextWriter error)
    {
        var clock = Environment.GetEnvironmentVariable("DESCENT_START_PROBE") == "1" ? Stopwatch.StartNew() : null;
        try
        {
            PageFile.Write(folder.PathOf(RunFolder.ReportFile), new RunReport(folder, run, data, trainer, result).Draw());
        }
        catch (Exception e) when (e is not OutOfMemoryException) // a page is no reason to lose a run
        {
            error.WriteLine($"warning: {folder.PathOf(RunFolder.ReportFile)}: the report could not be written: {e.Message}");
        }

        if (clock is not null) error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"report after {clock.Elapsed.TotalMilliseconds:0} ms"));
    }

    private Page Draw()
    {
        List<PageSection> sections =
        [
            new("result", "Result", [.. Result()]),
            new("training", "Training", [.. ReportCurves.Of(History), .. ReportCurves.Logged(_folder)]),
            new("predictions", "Predictions", [.. History.Failed ? [] : new ReportSamples(_folder, _run, _data).Blocks()]),
            new("augmentation", "Augmentation", [.. Augmented()]),
            new("weights", "Weights", [.. ReportWeights.Of(_run.Model, _result.Zeros)]),
            new("verdict", "Verdict", [.. Verdict()]),
            new("configuration", "Configuration", [new CodeBlock(_run.Config.Resolved.TrimEnd()) { Title = RunFolder.ConfigurationFile, Command = $"descent train {Path.Combine(_folder.InCommand, RunFolder.ConfigurationFile)}" }]),
        ];
        return new Page($"{_run.Config.Name}: {Headline()}", Summary(), [.. Facts()], [.. sections.Where(s => s.Blocks.Count > 0)]);
    }

    private string Headline()
    {
        if (History.Failed) return "the run failed";
        var (part, values) = (_result.Test, _result.Validation) switch
        {
            ({ } test, _) => ("test", test),
            (_, { } validation) => ("validation", validation),
            _ => ("training", _result.Train),
        };
        if (values is not { Count: > 0 }) return _trainer.IsInterrupted ? "interrupted" : "trained";
        var (name, value) = values.Count > 1 ? values[1] : values[0];
        return $"{part} {name.Replace('_', ' ')} {Number(value)}";
    }

    private string Summary()
    {
        var epochs = $"{_result.Epochs} epoch{(_result.Epochs == 1 ? "" : "s")}";
        if (History.Failed) return $"It failed after {epochs}: {_result.StopReason}.";
        var best = _result.BestEpoch > 0 ? $", and was best in epoch {_result.BestEpoch} by {History.Metric.Replace('.', ' ').Replace('_', ' ')}" : "";
        return $"It trained for {epochs}{best}. It ended so: {_result.StopReason}.";
    }

    private IEnumerable<Fact> Facts()
    {
        yield return new("Time", string.Create(CultureInfo.InvariantCulture, $"{_result.Seconds:0.0} s"));
        yield return new("Speed", string.Create(CultureInfo.InvariantCulture, $"{_result.SamplesPerSecond:N0} samples/s"));
        yield return new("Waiting for data", string.Create(CultureInfo.InvariantCulture, $"{100 * _result.DataWaitShare:0.#} %"));
        yield return new("Parameters", _result.Parameters.ToString("N0", CultureInfo.InvariantCulture));
        yield return new("Training samples", _data.Train.Count.ToString("N0", CultureInfo.InvariantCulture));
        yield return new("Seed", _result.Seed.ToString(CultureInfo.InvariantCulture));
        yield return new("Threads", _result.Threads.ToString(CultureInfo.InvariantCulture));
    }

    private IEnumerable<PageBlock> Result()
    {
        (string Name, MetricValues Values)[] parts = [.. new[] { ("training", _result.Train), ("validation", _result.Validation), ("test", _result.Test) }.Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!))];
        if (parts.Length > 0)
        {
            var names = parts[0].Values.Select(v => v.Key).ToList();
            yield return new TableBlock(["", .. names.Select(n => n.Replace('_', ' '))], [.. parts.Select(p => (IReadOnlyList<string>)[p.Name, .. names.Select(n => p.Values.TryGet(n, out var value) ? Number(value) : "–")])])
            {
                Caption = _result.Test is null ? "As the best epoch measured it." : "Measured with the weights that are kept; the test part was used for nothing else.",
                Command = _result.Test is null ? null : $"descent evaluate {_folder.InCommand}",
            };
        }

        if (_result.Transfer is { } transfer) yield return new TextBlock($"Transfer `{transfer.Strategy}`: {transfer.Reason}");
        foreach (var warning in _result.Warnings) yield return new TextBlock($"Warning: {warning}");
    }

    /// <summary>The first samples, as they are and as the first epochs saw them.</summary>
    private IEnumerable<PageBlock> Augmented()
    {
        const int Samples = 4, Epochs = 5;
        if (_run.Config.Data.Augment.Count == 0 || SamplePicture.For(_run) is not { } pictures) yield break;
        var train = _run.Data.Train;
        yield return new PicturesBlock([.. Enumerable.Range(0, Math.Min(Samples, train.Count)).SelectMany(i => Enumerable.Range(-1, Epochs + 1).Select(epoch =>
            new Picture(pictures.Draw(train, i, epoch), epoch < 0 ? $"training sample {i}" : $"training sample {i} in epoch {epoch + 1}", epoch < 0 ? $"sample {i}" : $"epoch {epoch + 1}")))])
        {
            Width = 100,
            Caption = "Training samples as they are, then as the first epochs saw them.",
        };
    }

    private IEnumerable<PageBlock> Verdict()
    {
        if (History.Epochs.Count == 0) yield break;
        var curves = RunCurves.From(History) with { Epochs = _run.Config.Training.Epochs, Patience = _run.Config.Training.EarlyStopping?.Build().Patience ?? 0 };
        var diagnosis = Doctor.Examine(curves, DoctorKeys.TermsFor(_run.Config));
        var findings = diagnosis.Findings.OrderByDescending(f => f.Verdict).ToList();
        yield return new TableBlock(["", "check", "found", "what to do"], [.. findings.Select(f => (IReadOnlyList<string>)
            [DiagnosisReport.Word(f.Verdict), $"`{f.Check}`", f.Place.Length > 0 ? $"{f.Place}: {f.Figure}" : f.Figure, f.Verdict == CheckVerdict.Pass ? "" : $"{f.Remedy}, because {f.Cause}"])])
        {
            Marked = findings is [{ Verdict: not CheckVerdict.Pass }, ..] ? 0 : null,
            Caption = "What the doctor says of the history.",
            Command = $"descent doctor {_folder.InCommand}",
        };
    }

    /// <summary>As many digits as a result is judged by.</summary>
    public static string Number(double value) => double.IsFinite(value) ? Say.Typeset(value.ToString(Math.Abs(value) is >= 1e-3 and < 1e6 or 0 ? "0.####" : "0.###e0", CultureInfo.InvariantCulture)) : "not a number";
}
