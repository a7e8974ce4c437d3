using System.CommandLine;
using System.Text.Json;

namespace Descent.Cli;

/// <summary><c>descent explain [run.yaml] [--plot rate.png]</c>, and <c>descent explain &lt;run folder&gt; --early-stopping patience=3,5,10</c>.</summary>
internal static class ExplainVerb
{
    private const string Plot = "--plot";
    private const string EarlyStopping = "--early-stopping";

    public static Command Create()
    {
        var command = new Command("explain", "Print every formula that a configuration uses, with its numbers and source");
        RunFileArguments.AddTo(command);
        command.Add(new Option<string?>(Plot) { HelpName = "file.png", Description = "Also draw the learning rate over the run" });
        command.Add(new Option<string?>(EarlyStopping) { HelpName = "patience=3,5,10", Description = "Instead, with the folder of a run in place of its file: where it would have stopped with these, and what it would have kept; also, apart by spaces, min_delta, metric, relative" });
        command.SetAction(parsed => parsed.GetValue<string?>(EarlyStopping) is { } rules
            ? Replay(EarlyStoppingWhatIf.Read(RunFileArguments.FileOf(parsed), rules), Terminal.For(parsed))
            : Run(RunFileArguments.Load(parsed), parsed.GetValue<string?>(Plot), Terminal.For(parsed)));
        return command;
    }

    private static int Replay(EarlyStoppingWhatIf whatIf, Terminal terminal)
    {
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(whatIf.Write));
        else whatIf.Tell(terminal.Out);
        return ExitCode.Done;
    }

    private static int Run(RunConfig config, string? plot, Terminal terminal)
    {
        var run = PreparedRun.From(config);
        var trainer = run.CreateTrainer();
        var stepsPerEpoch = RunExplanation.StepsPerEpoch(run);
        var steps = stepsPerEpoch * config.Training.Epochs;
        var problems = trainer.Schedule!.ProblemsIn(new ScheduleTime(steps, stepsPerEpoch, steps)).ToList();
        if (problems.Count > 0) throw new TrainingException(problems);
        var all = RunExplanation.Of(run);
        if (plot is not null)
        {
            var picture = LinePlot.OfRates([.. trainer.Schedule.Curve(trainer.Optimizer.LearningRate, stepsPerEpoch, config.Training.Epochs)], config.Training.Epochs);
            PngEncoder.Write(plot, LinePlot.Height, LinePlot.Width, channels: 1, picture.Pixels);
        }

        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => Write(json, all)));
        else Tell(terminal.Out, all);
        return ExitCode.Done;
    }

    private static void Tell(TextWriter writer, List<Explanation> all)
    {
        foreach (var item in all)
        {
            writer.WriteLine($"{item.Topic}: {item.Name}{(item.Source.Length > 0 ? $" ({item.Source})" : "")}");
            foreach (var formula in item.Formulas) writer.WriteLine($"    {formula}");
            foreach (var line in item.Elsewhere ?? []) writer.WriteLine($"  = {line}");
            writer.WriteLine();
        }
    }

    private static void Write(Utf8JsonWriter json, List<Explanation> all)
    {
        json.WriteStartArray();
        foreach (var item in all)
        {
            json.WriteStartObject();
            json.WriteString("topic", item.Topic);
            json.WriteString("name", item.Name);
            Strings("formulas", item.Formulas);
            json.WriteString("source", item.Source);
            Strings("elsewhere", item.Elsewhere ?? []);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void Strings(string name, IReadOnlyList<string> values)
        {
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }
}
