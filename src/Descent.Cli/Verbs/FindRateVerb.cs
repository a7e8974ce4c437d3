using System.CommandLine;
using System.Text.Json;

namespace Descent.Cli;

/// <summary><c>descent find-lr [run.yaml] [--plot file.png]</c>.</summary>
internal static class FindRateVerb
{
    private const string Plot = "--plot";
    private const string Updates = "--updates";

    public static Command Create()
    {
        var command = new Command("find-lr", "Find a learning rate: train a copy while the rate rises from far too low to far too high");
        RunFileArguments.AddTo(command);
        command.Add(new Option<string?>(Plot) { HelpName = "file.png", Description = "Also draw the loss over the learning rate" });
        command.Add(new Option<int>(Updates) { HelpName = "n", DefaultValueFactory = _ => new RangeTest().Updates, Description = "Updates from the lowest to the highest rate, 20 or more" });
        command.SetAction(parsed => Run(RunFileArguments.Load(parsed), parsed.GetValue<int>(Updates), parsed.GetValue<string?>(Plot), Terminal.For(parsed)));
        return command;
    }

    private static int Run(RunConfig config, int updates, string? plot, Terminal terminal)
    {
        if (updates < 20) throw new ConfigurationException($"{Updates}: {updates} updates are too few to see a curve; give 20 or more (100 is usual).");
        var run = PreparedRun.From(config);
        using var interruption = new Interruption();
        RangeTestResult result;
        try
        {
            result = new RangeTest { Updates = updates }.Run(run.CreateTrainer(), run.Data.Train, config.Training.BatchSize, interruption.Token);
        }
        catch (OperationCanceledException) when (interruption.IsRequested)
        {
            return ExitCode.Interrupted;
        }

        if (plot is not null) PngEncoder.Write(plot, LinePlot.Height, LinePlot.Width, channels: 1, Picture(result).Pixels);
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => Write(json, result, config)));
        Tell(terminal.Error, result, config);
        if (result.Recommended is not null) return ExitCode.Done;
        terminal.Error.WriteLine("descent: the range test shows no rate at which the network learns. Look at the data and the network first: descent data, descent summary.");
        return ExitCode.Failed;
    }

    private static void Tell(TextWriter writer, RangeTestResult result, RunConfig config)
    {
        if (result.Points.Count > 1)
        {
            var (x, y) = Axes(result);
            TextPlot.Write(writer, x, y, [.. result.Points.Select(p => (p.LearningRate, p.Smoothed))], [.. Suggestions(result).Where(s => s.Rate is not null).Select(s => (s.Name[0], s.Rate!.Value)), .. result.Recommended is { } best ? new[] { ('R', best) } : []]);
            writer.WriteLine();
        }

        TextTable.Write(writer, ["suggestion", "learning rate"], Suggestions(result).Select(s => (string[])[$"{s.Name}: {s.Meaning}", s.Rate is { } rate ? Rounded(rate) : "none"]));
        writer.WriteLine();
        writer.WriteLine(result.Divergence is { } divergence ? $"Ended after {result.Points.Count} updates: {divergence}." : $"The loss did not diverge in {result.Points.Count} updates.");
        if (result.Recommended is { } recommended) writer.WriteLine($"Recommended: {Rounded(recommended)}, where the loss has made 85 % of its fall; to use it: --set training.optimizer.{config.Training.Optimizer!.Name}.learning_rate={Rounded(recommended)}");
    }

    private static (string Name, double? Rate, string Meaning)[] Suggestions(RangeTestResult result) =>
    [
        ("valley", result.Valley, "the middle of the longest fall"),
        ("steepest", result.Steepest, "where the loss falls fastest"),
        ("minimum/10", result.MinimumTenth, "a tenth of the rate with the lowest loss"),
    ];

    private static LinePlot Picture(RangeTestResult result)
    {
        var (x, y) = Axes(result);
        var plot = new LinePlot(x, y);
        plot.Dots(result.Points.Select(p => (p.LearningRate, p.Loss)));
        plot.Curve([.. result.Points.Select(p => (p.LearningRate, p.Smoothed))]);
        foreach (var (i, (name, rate, _)) in Suggestions(result).Index())
            if (rate is { } value) plot.Mark(value, name, i);
        if (result.Recommended is { } recommended) plot.Mark(recommended, "recommended", Suggestions(result).Length);
        return plot;
    }

    /// <summary>Axes that show the curve up to a little above where it began: what diverges goes out of the picture.</summary>
    private static (PlotAxis X, PlotAxis Y) Axes(RangeTestResult result)
    {
        double start = result.Points[0].Smoothed, lowest = result.Points.Min(p => p.Smoothed), room = Math.Max(0.15 * (start - lowest), 1e-3 * Math.Max(start, 1e-6));
        return (PlotAxis.Logarithmic("learning rate", [.. result.Points.Select(p => p.LearningRate)]), PlotAxis.Around("loss", lowest - room, start + room));
    }

    private static string Rounded(double rate) => rate.ToString("0.0e-0", System.Globalization.CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, RangeTestResult result, RunConfig config)
    {
        json.WriteStartObject();
        Rate("recommended", result.Recommended);
        json.WriteString("key", $"training.optimizer.{config.Training.Optimizer!.Name}.learning_rate");
        Rate("valley", result.Valley);
        Rate("steepest", result.Steepest);
        Rate("minimum_tenth", result.MinimumTenth);
        Rate("minimum", result.Minimum);
        json.WriteString("divergence", result.Divergence);
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
