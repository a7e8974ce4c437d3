using System.CommandLine;
using System.Text.Json;

namespace Descent.Cli;

/// <summary><c>descent summary [run.yaml]</c>.</summary>
internal static class SummaryVerb
{
    public static Command Create()
    {
        var command = new Command("summary", "Show a network layer by layer: shapes, parameters, multiply-adds");
        RunFileArguments.AddTo(command);
        command.SetAction(parsed => Run(RunFileArguments.Load(parsed), Terminal.For(parsed)));
        return command;
    }

    private static int Run(RunConfig config, Terminal terminal)
    {
        var run = PreparedRun.From(config);
        var summary = run.Model.Summary(run.Data.Train.InputShape);
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
