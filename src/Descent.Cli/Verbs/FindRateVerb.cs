using System.CommandLine;
using System.Text.Json;

namespace Descent.Cli;

/// <summary><c>descent find-lr [run.yaml] [--plot file.png]</c>.</summary>
internal static class FindRateVerb
{
    private const string Plot = "--plot";
    private const string Updates = "--updates";
    private const string TrialUpdates = "--trial-updates";

    public static Command Create()
    {
        var command = new Command("find-lr", "Find a learning rate: train a copy while the rate rises, and confirm by short trials");
        RunFileArguments.AddTo(command);
        command.Add(new Option<string?>(Plot) { HelpName = "file.png", Description = "Also draw the loss over the learning rate" });
        command.Add(new Option<int>(Updates) { HelpName = "n", DefaultValueFactory = _ => new RangeTest().Updates, Description = "Updates from the lowest to the highest rate, 20 or more" });
        command.Add(new Option<int>(TrialUpdates) { HelpName = "n", DefaultValueFactory = _ => new RateTrials().Updates, Description = "Updates of each short training, at most two epochs; 0 for none" });
        command.SetAction(parsed => Run(RunFileArguments.Load(parsed), parsed.GetValue<int>(Updates), parsed.GetValue<int>(TrialUpdates), parsed.GetValue<string?>(Plot), Terminal.For(parsed)));
        return command;
    }

    private static int Run(RunConfig config, int updates, int trialUpdates, string? plot, Terminal terminal)
    {
        if (trialUpdates < 0) throw new ConfigurationException($"{TrialUpdates}: {trialUpdates} is no number of updates; give 1 or more, or 0 for no trials.");
        if (updates < 20) throw new ConfigurationException($"{Updates}: {updates} updates are too few to see a curve; give 20 or more (100 is usual).");
        var run = PreparedRun.From(config);
        using var interruption = new Interruption();
        RangeTestResult result;
        IReadOnlyList<RateTrial> trials = [];
        RateTrial? best = null;
        try
        {
            var trainer = run.CreateTrainer();
            result = new RangeTest { Updates = updates }.Run(trainer, run.Data.Train, config.Training.BatchSize, interruption.Token);
            if (result.Recommended is { } start && trialUpdates > 0)
            {
                var settings = new RateTrials { Updates = trialUpdates };
                trials = settings.Run(trainer, run.Data.Train, config.Training.BatchSize, start, interruption.Token);
                best = settings.BestOf(trials);
            }
        }
        catch (OperationCanceledException) when (interruption.IsRequested)
        {
            return ExitCode.Interrupted;
        }

        var recommended = best?.LearningRate ?? result.Recommended;
        if (plot is not null) PngEncoder.Write(plot, LinePlot.Height, LinePlot.Width, channels: 1, Picture(result, recommended).Pixels);
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => Write(json, result, trials, recommended, config)));
        Tell(terminal.Error, result, trials, recommended, config);
        if (result.Recommended is not null) return ExitCode.Done;
        terminal.Error.WriteLine("descent: the range test shows no rate at which the network learns. Look at the data and the network first: descent data, descent summary.");
        return ExitCode.Failed;
    }

    private static void Tell(TextWriter writer, RangeTestResult result, IReadOnlyList<RateTrial> trials, double? recommended, RunConfig config)
    {
        if (result.Points.Count > 1)
        {
            var (x, y) = Axes(result);
            TextPlot.Write(writer, x, y, [.. result.Points.Select(p => (p.LearningRate, p.Smoothed))], [.. Suggestions(result).Where(s => s.Rate is not null).Select(s => (s.Name[0], s.Rate!.Value)), .. recommended is { } best ? new[] { ('R', best) } : []]);
            writer.WriteLine();
        }

        TextTable.Write(writer, ["suggestion", "learning rate"], Suggestions(result).Select(s => (string[])[$"{s.Name}: {s.Meaning}", s.Rate is { } rate ? Rounded(rate) : "none"]));
        writer.WriteLine();
        writer.WriteLine(result.Divergence is { } divergence ? $"Ended after {result.Points.Count} updates: {divergence}." : $"The loss did not diverge in {result.Points.Count} updates.");
        if (recommended is not { } chosen) return;
        if (trials.Count > 0)
        {
            writer.WriteLine();
            TextTable.Write(writer, ["short trainings", "training loss"], trials.OrderBy(t => t.LearningRate).Select(t => (string[])[$"{Rounded(t.LearningRate)}{(t.LearningRate == chosen ? ", recommended" : "")}", double.IsFinite(t.Loss) ? $"{t.Loss:0.000} after {t.Updates} updates" : $"diverged after {t.Updates} updates"]));
            writer.WriteLine();
        }

        var why = trials.Count > 0 ? "by short trainings" : "where the loss has made 85 % of its fall";
        writer.WriteLine($"Recommended: {Rounded(chosen)}, {why}; to use it: --set training.optimizer.{config.Training.Optimizer!.Name}.learning_rate={Rounded(chosen)}");
    }

    private static (string Name, double? Rate, string Meaning)[] Suggestions(RangeTestResult result) =>
    [
        ("valley", result.Valley, "the middle of the longest fall"),
        ("steepest", result.Steepest, "where the loss falls fastest"),
        ("minimum/10", result.MinimumTenth, "a tenth of the rate with the lowest loss"),
        ("nearly down", result.Recommended, "where the loss has made 85 % of its fall"),
    ];

    private static LinePlot Picture(RangeTestResult result, double? recommended)
    {
        var (x, y) = Axes(result);
        var plot = new LinePlot(x, y);
        plot.Dots(result.Points.Select(p => (p.LearningRate, p.Loss)));
        plot.Curve([.. result.Points.Select(p => (p.LearningRate, p.Smoothed))]);
        foreach (var (i, (name, rate, _)) in Suggestions(result).Index())
            if (rate is { } value) plot.Mark(value, name, i);
        if (recommended is { } chosen) plot.Mark(chosen, "recommended", Suggestions(result).Length);
        return plot;
    }

    /// <summary>Axes that show the curve up to a little above where it began: what diverges goes out of the picture.</summary>
    private static (PlotAxis X, PlotAxis Y) Axes(RangeTestResult result)
    {
        double start = result.Points[0].Smoothed, lowest = result.Points.Min(p => p.Smoothed), room = Math.Max(0.15 * (start - lowest), 1e-3 * Math.Max(start, 1e-6));
        return (PlotAxis.Logarithmic("learning rate", [.. result.Points.Select(p => p.LearningRate)]), PlotAxis.Around("loss", lowest - room, start + room));
    }

    private static string Rounded(double rate) => rate.ToString("0.0e-0", System.Globalization.CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, RangeTestResult result, IReadOnlyList<RateTrial> trials, double? recommended, RunConfig config)
    {
        json.WriteStartObject();
        Rate("recommended", recommended);
        json.WriteString("key", $"training.optimizer.{config.Training.Optimizer!.Name}.learning_rate");
        Rate("nearly_down", result.Recommended);
        Rate("valley", result.Valley);
        Rate("steepest", result.Steepest);
        Rate("minimum_tenth", result.MinimumTenth);
        Rate("minimum", result.Minimum);
        json.WriteString("divergence", result.Divergence);
        json.WriteStartArray("trials");
        foreach (var trial in trials)
        {
            json.WriteStartObject();
            json.WriteNumber("learning_rate", trial.LearningRate);
            json.WriteNumber("updates", trial.Updates);
            json.WriteFinite("loss", trial.Loss);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("points");
        foreach (var point in result.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("learning_rate", point.LearningRate);
            json.WriteFinite("loss", point.Loss);
            json.WriteFinite("smoothed", point.Smoothed);
            json.WriteFinite("slope", point.Slope);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void Rate(string name, double? rate)
        {
            if (rate is { } value) json.WriteNumber(name, value);
            else json.WriteNull(name);
        }
    }
}
