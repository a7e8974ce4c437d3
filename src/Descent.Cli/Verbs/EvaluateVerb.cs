using System.CommandLine;

namespace Descent.Cli;

/// <summary><c>descent evaluate &lt;run folder&gt;</c>.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        var command = new Command("evaluate", "Measure a trained run's best weights on data it was not trained on");
        var folder = new Argument<string>("run-folder") { Description = "The folder of a trained run, such as runs/digits" };
        var data = new Option<string>("--data")
        {
            HelpName = "part|file.csv",
            Description = "The part to measure on: test (default), validation or train; or another CSV file",
            DefaultValueFactory = _ => "test",
        };
        var mistakes = new Option<string?>("--mistakes") { HelpName = "sheet.png", Description = "Draw the images that the network is most wrong about" };
        command.Add(folder);
        command.Add(data);
        command.Add(mistakes);
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(data)!, parsed.GetValue(mistakes), Terminal.For(parsed)));
        return command;
    }

    private static int Run(string folder, string name, string? mistakes, Terminal terminal)
    {
        var run = TrainedRun.Open(folder);
        if (mistakes is not null && run.Encoding is not RunEncoding.OfImages) throw new ConfigurationException($"--mistakes {mistakes}: the run was not trained on images.");
        var data = run.LoadData(name);
        var metrics = new Trainer(run.Model, run.Config.Training.Loss!.Build(run.Encoding.ClassWeights), run.Config.Training.Optimizer!.Build()).Evaluate(data);
        var confusion = data.Target.Kind == TargetKind.Class ? Confusion.Of(run.Model, data) : null;
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(json => WriteJson(json, run, name, data, metrics, confusion)));
        else
        {
            MetricsTable.Write(terminal.Out, [(name, metrics)]);
            if (confusion is not null)
            {
                Confusion.Write(terminal.Out, confusion, data.Target.Names);
                ClassFigures.Write(terminal.Out, confusion, data.Target.Names);
            }
        }

        if (mistakes is not null)
        {
            var sheet = MistakeSheet.Draw(run, data, name);
            sheet?.Save(mistakes);
            terminal.Error.WriteLine(sheet is null ? "descent: there is no mistake to draw." : $"descent: {mistakes}: {sheet.Width} × {sheet.Height} pixels");
        }

        return ExitCode.Done;
    }

    private static void WriteJson(System.Text.Json.Utf8JsonWriter json, TrainedRun run, string name, Dataset data, MetricValues metrics, ConfusionMatrix? confusion)
    {
        json.WriteStartObject();
        json.WriteString("run", run.Folder.Path);
        json.WriteString("data", name);
        json.WriteNumber("samples", data.Count);
        json.WriteMetrics("metrics", metrics);
        if (confusion is not null)
        {
            json.WriteStartArray("classes");
            foreach (var label in data.Target.Names) json.WriteStringValue(label);
            json.WriteEndArray();
            json.WriteStartArray("confusion");
            for (var right = 0; right < confusion.Classes; right++)
            {
                json.WriteStartArray();
                for (var predicted = 0; predicted < confusion.Classes; predicted++) json.WriteNumberValue(confusion[right, predicted]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            ClassFigures.Write(json, confusion, data.Target.Names);
        }

        json.WriteEndObject();
    }
}
