using System.CommandLine;
using System.Globalization;

namespace Descent.Cli;

/// <summary><c>descent predict &lt;run folder&gt; &lt;samples&gt;</c>: rows of a CSV file, or images.</summary>
internal static class PredictVerb
{
    private const string Csv = "--csv";
    private const string Top = "--top";

    public static Command Create()
    {
        var command = new Command("predict", "Predict a class or numbers for the rows of a CSV file, or for images, with a trained run");
        var folder = new Argument<string>("run-folder") { Description = "The folder of a trained run, such as runs/digits" };
        var samples = new Argument<string[]>("samples")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "A CSV file with the run's columns, or image files, folders, patterns ('photos/*.jpg')",
        };
        var csv = new Option<bool>(Csv) { Description = "Print the predictions as CSV, with the probability of every class" };
        var top = new Option<int>(Top) { Description = "How many of the likeliest classes to show", DefaultValueFactory = _ => 1, HelpName = "count" };
        command.Add(folder);
        command.Add(samples);
        command.Add(csv);
        command.Add(top);
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(samples)!, parsed.GetValue(csv), parsed.GetValue(top), Terminal.For(parsed)));
        return command;
    }

    private static int Run(string folder, string[] files, bool isCsv, int top, Terminal terminal)
    {
        if (isCsv && terminal.IsJson) throw new ConfigurationException("--csv and --json are given together; keep one.");
        if (top < 1) throw new ConfigurationException($"{Top}: {top} classes are to be shown; give 1 or more.");
        var run = TrainedRun.Open(folder);
        var samples = run.Encoding is RunEncoding.OfImages { Images: var images } ? OfImages(run, images, files) : OfTable(run, files);
        var target = run.Encoding.Target;
        var rows = new Predictor(run.Model, target).Predict(samples.Data);
        if (terminal.IsJson) WriteJson(terminal.Out, run, samples, target, rows, top);
        else if (isCsv) WriteCsv(terminal.Out, samples, target, rows);
        else WriteTable(terminal.Out, samples, target, rows, Math.Min(top, target.Count));
        return ExitCode.Done;
    }

    private static Samples OfTable(TrainedRun run, string[] files)
    {
        var table = run.TableFor($"predict {files[0]}");
        if (files.Length > 1) throw new ConfigurationException($"predict: {files.Length} files are given, but the run was trained on a table; give one CSV file.");
        var data = table.Load(files[0], targetOptional: true);
        return new(data, "line", i => $"{data.Line(i)}", IsNumber: true);
    }

    private static Samples OfImages(TrainedRun run, ImageEncoding images, string[] arguments)
    {
        var files = ImagePaths.List(arguments);
        return new(ImageDataset.OfFiles(files, images, new Augmentation([.. run.Config.Data.Prepare!])), "file", i => files[i], IsNumber: false);
    }

    private static void WriteJson(TextWriter writer, TrainedRun run, Samples samples, TargetInfo target, List<double[]> rows, int top) => writer.WriteLine(Json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("run", run.Folder.Path);
        json.WriteStartArray("predictions");
        for (var i = 0; i < rows.Count; i++)
        {
            json.WriteStartObject();
            if (samples.IsNumber) json.WriteNumber(samples.Kind, long.Parse(samples.Name(i), CultureInfo.InvariantCulture));
            else json.WriteString(samples.Kind, samples.Name(i));
            if (target.Kind == TargetKind.Class)
            {
                var best = Largest(rows[i]);
                json.WriteString("class", target.Names[best]);
                json.WriteFinite("probability", rows[i][best]);
                if (top > 1)
                {
                    json.WriteStartArray("top");
                    foreach (var k in Likeliest(rows[i]).Take(top)) json.WriteStringValue(target.Names[k]);
                    json.WriteEndArray();
                }

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

    private static void WriteCsv(TextWriter writer, Samples samples, TargetInfo target, List<double[]> rows)
    {
        var isClass = target.Kind == TargetKind.Class;
        IEnumerable<string> names = isClass ? target.Names.Select(n => $"probability_{n}").Prepend("class") : target.Names;
        writer.WriteLine(string.Join(',', names.Prepend(samples.Kind).Select(QuoteCell)));
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = rows[i].Select(v => v.ToString("G9", CultureInfo.InvariantCulture));
            if (isClass) cells = cells.Prepend(QuoteCell(target.Names[Largest(rows[i])]));
            writer.WriteLine(string.Join(',', cells.Prepend(QuoteCell(samples.Name(i)))));
        }
    }

    private static void WriteTable(TextWriter writer, Samples samples, TargetInfo target, List<double[]> rows, int top)
    {
        var isClass = target.Kind == TargetKind.Class;
        IEnumerable<string> classes = Enumerable.Range(0, top).SelectMany(k => (string[])[k == 0 ? "class" : $"{k + 1}.", "probability"]);
        TextTable.Write(writer, [samples.Kind, .. isClass ? classes : target.Names], rows.Select((row, i) => (IReadOnlyList<string>)(isClass
            ? [samples.Name(i), .. Likeliest(row).Take(top).SelectMany(k => (string[])[target.Names[k], row[k].ToString("F4", CultureInfo.InvariantCulture)])]
            : [samples.Name(i), .. row.Select(MetricsTable.Number)])));
    }

    /// <summary>The classes, likeliest first, the lowest of equal ones before the others.</summary>
    private static IEnumerable<int> Likeliest(double[] row) => Enumerable.Range(0, row.Length).OrderByDescending(k => row[k]); // the sort is stable

    /// <summary>The index of the largest, the lowest of equal ones, as accuracy counts.</summary>
    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static string QuoteCell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";

    /// <summary>What is predicted for, and what each is called.</summary>
    private sealed record Samples(Dataset Data, string Kind, Func<int, string> Name, bool IsNumber);
}
