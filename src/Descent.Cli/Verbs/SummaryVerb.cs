using System.CommandLine;
using System.Text.Json;

namespace Descent.Cli;

/// <summary><c>descent summary [run.yaml]</c> and <c>descent summary --model resnet50</c>.</summary>
internal static class SummaryVerb
{
    private const string Model = "--model";

    public static Command Create()
    {
        var command = new Command("summary", "Show a network layer by layer: shapes, parameters, multiply-adds");
        RunFileArguments.AddTo(command);
        command.Add(new Option<string?>(Model) { HelpName = "name", Description = "Show this network of the library as it was published, in place of a run's: --model resnet50" });
        command.SetAction(parsed => Run(SummaryOf(parsed), Terminal.For(parsed)));
        return command;
    }

    private static ModelSummary SummaryOf(ParseResult parsed)
    {
        if (parsed.GetValue<string?>(Model) is not { } name)
        {
            var run = PreparedRun.From(RunFileArguments.Load(parsed));
            return run.Model.Summary(run.Data.Train.InputShape);
        }

        if (RunFileArguments.FileOf(parsed) is not null || RunFileArguments.SettingsOf(parsed).Count > 0)
            throw new ConfigurationException($"{Model} {name}: it shows a network of the library by itself; leave it out to see that of a run file with its settings.");
        var entry = LibraryModel.Find(name) ?? throw new ConfigurationException($"{Model}: {name} is unknown; {Nearest.Advice(name, [.. LibraryModel.All.Select(m => m.Name)])}");
        return entry.Create().Summary(entry.Input);
    }

    private static int Run(ModelSummary summary, Terminal terminal)
    {
        terminal.Out.WriteLine(terminal.IsJson ? Json.Write(json => Write(json, summary)) : summary.ToString());
        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, ModelSummary summary)
    {
        json.WriteStartObject();
        WriteShape("input", summary.Input);
        json.WriteStartArray("layers");
        foreach (var row in summary.Rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteString("layer", row.Layer);
            WriteShape("output", row.Output);
            json.WriteNumber("parameters", row.Parameters);
            json.WriteNumber("trainable", row.Trainable);
            json.WriteNumber("multiply_adds", row.MultiplyAdds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("parameters", summary.Parameters);
        json.WriteNumber("trainable", summary.Trainable);
        json.WriteNumber("multiply_adds", summary.MultiplyAdds);
        json.WriteNumber("parameter_bytes", summary.ParameterBytes);
        json.WriteEndObject();

        void WriteShape(string name, Shape? shape)
        {
            if (shape is not { } sizes)
            {
                json.WriteNull(name);
                return;
            }

            json.WriteStartArray(name);
            foreach (var size in sizes) json.WriteNumberValue(size);
            json.WriteEndArray();
        }
    }
}
