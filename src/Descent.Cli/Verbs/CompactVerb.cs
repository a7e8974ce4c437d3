using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace Descent.Cli;

/// <summary><c>descent compact &lt;run folder&gt;</c>.</summary>
internal static class CompactVerb
{
    /// <summary>Samples of the pass that is timed.</summary>
    private const int BatchSize = 256;

    /// <summary>Passes of which the fastest counts: enough to find an undisturbed one.</summary>
    private const int Passes = 50;

    private const string Out = "--out";

    public static Command Create()
    {
        var command = new Command("compact", "Write a run's network without the units that a group penalty brought to 0");
        var folder = new Argument<string>("run-folder") { Description = "The folder of a trained run, such as runs/digits" };
        var output = new Option<string?>(Out) { HelpName = "folder", Description = "The new folder; by default the run's with -compact added" };
        command.Add(folder);
        command.Add(output);
        command.SetAction(parsed => Run(parsed.GetValue(folder)!, parsed.GetValue(output), Terminal.For(parsed)));
        return command;
    }

    private static int Run(string path, string? outPath, Terminal terminal)
    {
        RunFolder.Check(outPath);
        var run = TrainedRun.Open(path);
        if (run.Model is not Sequential network) throw new ConfigurationException($"compact: the network is a {run.Model.GetType().Name}; only a sequence of layers can be made smaller.");
        var inputs = Inputs(run.Encoding.InputShape);
        var (before, secondsBefore) = Measure(network, inputs);
        var compact = Compaction.Compact(network);
        var configuration = CompactRun.Rewrite(run.Folder, compact.Layers);
        var (after, secondsAfter) = Measure(compact.Model, inputs);
        var difference = before.Zip(after, (a, b) => Math.Abs(a - b)).Max() / Math.Max(before.Max(Math.Abs), float.Epsilon);

        var folder = RunFolder.Create(outPath ?? path.TrimEnd('/', '\\') + "-compact", run.Config.Name, configuration);
        compact.Model.Save(folder.PathOf(RunFolder.BestFile));
        compact.Model.Save(folder.PathOf(RunFolder.LastFile));
        File.Copy(run.Folder.PathOf(RunFolder.EncodingFile), folder.PathOf(RunFolder.EncodingFile));
        long sizeBefore = new FileInfo(run.Folder.PathOf(RunFolder.BestFile)).Length, sizeAfter = new FileInfo(folder.PathOf(RunFolder.BestFile)).Length;
        var document = Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("run", folder.Path);
            json.WriteString("from", run.Folder.Path);
            json.WriteStartArray("layers");
            foreach (var (name, outputs, kept) in compact.Layers)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("before", outputs);
                json.WriteNumber("after", kept);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("parameters_before", network.CountParameters());
            json.WriteNumber("parameters_after", compact.Model.CountParameters());
            json.WriteNumber("bytes_before", sizeBefore);
            json.WriteNumber("bytes_after", sizeAfter);
            json.WriteFinite("milliseconds_before", Math.Round(secondsBefore * 1e3, 6));
            json.WriteFinite("milliseconds_after", Math.Round(secondsAfter * 1e3, 6));
            json.WriteFinite("largest_difference", difference);
            json.WriteEndObject();
        });
        folder.WriteText(RunFolder.ResultFile, document + "\n");
        if (terminal.IsJson)
        {
            terminal.Out.WriteLine(document);
            return ExitCode.Done;
        }

        TextTable.Write(terminal.Out, ["layer", "outputs before", "after"], compact.Layers.Select(l => (IReadOnlyList<string>)[l.Name, $"{l.Before}", $"{l.After}"]));
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder.Path}: {network.CountParameters():N0} parameters became {compact.Model.CountParameters():N0}, {sizeBefore:N0} bytes {sizeAfter:N0}, {secondsBefore * 1e3:0.###} ms for {BatchSize} samples {secondsAfter * 1e3:0.###} ms; outputs differ by at most {difference:E1} of the largest"));
        return ExitCode.Done;
    }

    /// <summary>Numbers of every size that standardized inputs have.</summary>
    private static Tensor Inputs(in Shape sample)
    {
        var values = new float[BatchSize * sample.Size];
        new Normal().Fill(values, [values.Length], new Fans(1, 1), new Philox(1, RandomPurpose.Weights), 0);
        return Tensor.From<float>(values, [BatchSize, .. sample.ToArray()]);
    }

    private static (float[] Outputs, double Seconds) Measure(Module model, Tensor inputs)
    {
        model.Eval();
        using var noGrad = new NoGrad();
        var best = TimeSpan.MaxValue;
        float[] outputs = [];
        for (var pass = 0; pass < Passes; pass++)
        {
            using var step = new Step();
            var start = Stopwatch.GetTimestamp();
            outputs = model.Forward(inputs).ToArray<float>();
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed < best) best = elapsed;
        }

        return (outputs, best.TotalSeconds);
    }
}
