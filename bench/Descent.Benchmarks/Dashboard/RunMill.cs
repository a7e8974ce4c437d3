using System.Globalization;
using System.Runtime.InteropServices;

namespace Descent.Benchmarks;

/// <summary>
/// Makes folders of many long runs. Only so many of the event files are distinct, and the runs share them as hard links: the server reads and keeps each run by itself all the
/// same, but the disk need not hold gigabytes, and what was read once comes from the system's memory.
/// </summary>
internal static class RunMill
{
    private const int Distinct = 10;

    /// <summary>Runs of so many points on one curve, and a tenth of them on another.</summary>
    public static void Make(string root, int runs, int points)
    {
        for (var r = 0; r < Math.Min(runs, Distinct); r++)
        {
            var folder = Path.Combine(root, Name(r));
            var random = new Random(r);
            using (var log = new EventFile(Path.Combine(folder, "events")))
            {
                var value = 2.5f;
                for (var i = 1; i <= points; i++)
                {
                    value += 0.001f * (float)(random.NextDouble() - 0.5) - 0.5f * value / points;
                    log.Scalar("loss/batch", value, 10L * i);
                    if (i % 10 == 0) log.Scalar("loss/validation", 1.1f * value, 10L * i);
                }
            }

            WriteTexts(folder, r);
        }

        for (var r = Distinct; r < runs; r++)
        {
            var folder = Path.Combine(root, Name(r));
            Directory.CreateDirectory(Path.Combine(folder, "events"));
            foreach (var file in Directory.GetFiles(Path.Combine(root, Name(r % Distinct), "events")))
                if (Link(file, Path.Combine(folder, "events", Path.GetFileName(file))) != 0) throw new InvalidOperationException($"dashboard: {file} could not be linked (error {Marshal.GetLastPInvokeError()}).");
            WriteTexts(folder, r);
        }
    }

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi, SetLastError = true, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(string from, string to);

    private static string Name(int run) => string.Create(CultureInfo.InvariantCulture, $"run-{run:0000}");

    private static void WriteTexts(string folder, int run)
    {
        var text = CultureInfo.InvariantCulture;
        File.WriteAllText(Path.Combine(folder, "run.yaml"), string.Create(text, $"name: run-{run}\nseed: {run}\nmodel:\n  network: mlp\n  hidden: [256, 256]\ntraining:\n  epochs: 100\n  batch_size: 64\n"));
        File.WriteAllText(Path.Combine(folder, "history.csv"), "epoch,train_loss,validation_loss,validation_accuracy,learning_rate,seconds\n"
            + string.Concat(Enumerable.Range(1, 100).Select(e => string.Create(text, $"{e},{2.0 / e},{2.2 / e},{1 - 0.5 / e},0.001,{e}\n"))));
        File.WriteAllText(Path.Combine(folder, "result.json"), string.Create(text, $$"""{"run": "run-{{run}}", "epochs": 100, "best_epoch": 90, "stop_reason": "all epochs done", "validation": {"loss": 0.022, "accuracy": 0.995}, "seconds": 100}"""));
        File.WriteAllText(Path.Combine(folder, "best.safetensors"), "weights");
    }
}
