using System.CommandLine;
using System.Globalization;

namespace Descent.Cli;

/// <summary><c>descent predict &lt;run folder&gt; &lt;csv file&gt;</c>.</summary>
internal static class PredictVerb
{
    private const string Csv = "--csv";

    public static Command Create()
    {
        var command = new Command("predict", "Predict a class or numbers for each line of a CSV file, with a trained run's best weights");
        var folder = new Argument<string>("run-folder") { Description = "The folder of a trained run, such as runs/digits" };
        var file = new Argument<string>("samples.csv") { Description = "The samples: the columns that the run was trained on, by name; others are left aside" };
        var csv = new Option<bool>(Csv) { Description = "Print the predictions as CSV, with the probability of every class" };
        command.Add(folder);
        command.Add(file);
        command.Add(csv);
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(file)!, parsed.GetValue(csv), Terminal.For(parsed)));
        return command;
    }

    private static int Run(string folder, string file, bool isCsv, Terminal terminal)
    {
        if (isCsv && terminal.IsJson) throw new ConfigurationException("--csv and --json are given together; keep one.");
        var run = TrainedRun.Open(folder);
        var data = run.TableFor($"predict {file}").Load(file, targetOptional: true);
        var target = run.Encoding.Target;
        var rows = new Predictor(run.Model, target).Predict(data);
        if (terminal.IsJson) WriteJson(terminal.Out, run, data, target, rows);
        else if (isCsv) WriteCsv(terminal.Out, data, target, rows);
        else WriteTable(terminal.Out, data, target, rows);
        return ExitCode.Done;
    }

    private static void WriteJson(TextWriter writer, TrainedRun run, CsvDataset data, TargetInfo target, List<double[]> rows) => writer.WriteLine(Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("run", run.Folder.Path);
        json.WriteStartArray("predictions");
        for (var i = 0; i < rows.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("line", data.Line(i));
            if (target.Kind == TargetKind.Class)
            {
                var best = Largest(rows[i]);
                json.WriteString("class", target.Names[best]);
                json.WriteFinite("probability", rows[i][best]);
                json.WriteStartObject("probabilities");
            }
            else
            {
                json.WriteStartObject("values");
            }

            for (var k = 0; k < rows[i].Length; k++) json.WriteFinite(target.Names[k], rows[i][k]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static void WriteCsv(TextWriter writer, CsvDataset data, TargetInfo target, List<double[]> rows)
    {
        var isClass = target.Kind == TargetKind.Class;
        IEnumerable<string> names = isClass ? target.Names.Select(n => $"probability_{n}").Prepend("class") : target.Names;
        writer.WriteLine(string.Join(',', names.Prepend("line").Select(QuoteCell)));
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = rows[i].Select(v => v.ToString("G9", CultureInfo.InvariantCulture));
            if (isClass) cells = cells.Prepend(QuoteCell(target.Names[Largest(rows[i])]));
            writer.WriteLine(string.Join(',', cells.Prepend(data.Line(i).ToString(CultureInfo.InvariantCulture))));
        }
    }

    private static void WriteTable(TextWriter writer, CsvDataset data, TargetInfo target, List<double[]> rows)
    {
        var isClass = target.Kind == TargetKind.Class;
        TextTable.Write(writer, isClass ? ["line", "class", "probability"] : ["line", .. target.Names], rows.Select((row, i) => (IReadOnlyList<string>)(isClass
            ? [$"{data.Line(i)}", target.Names[Largest(row)], row.Max().ToString("F4", CultureInfo.InvariantCulture)]
            : [$"{data.Line(i)}", .. row.Select(MetricsTable.Number)])));
    }

    /// <summary>The index of the largest, the lowest of equal ones, as accuracy counts.</summary>
    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static string QuoteCell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
