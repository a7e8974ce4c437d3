using System.Diagnostics;
using System.Globalization;
using Descent.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests.Training;

/// <summary>
/// Promise R15: a long run does not grow. A process of its own trains the digits for thousands of updates, with validation, checkpoints, TensorBoard's
/// files and early stopping's copies, while a dashboard shows it to a page that reconnects twenty times a second; its resident memory, threads and open files are read
/// from outside, and its managed heap from within.
/// </summary>
[Collection(ProcessSettings.Name)]
public sealed class LongRunTests(ITestOutputHelper output) : IDisposable
{
    private const int StepsPerEpoch = 20; // 1,259 samples in batches of 64
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Heap_memory_handles_and_threads_stay_flat()
    {
        var epochs = Soak.Cases(5_000, 50_000) / StepsPerEpoch;
        var run = _folder.Out("run");
        using var process = DescentProcess.Start(_folder.Path, [], "train", "--out", run, "--set", $"training.epochs={epochs}", "--set", "training.early_stopping=null", "--set", "model.hidden=[16]", "--set", "training.threads=2", "--set", "checkpoint.every_steps=100");
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        using var dashboard = new ServedProcess(_folder.Path);
        using var page = dashboard.Client();
        var samples = new List<Sample>();
        var history = Path.Combine(run, "history.csv");
        var clock = Stopwatch.StartNew();
        while (!process.HasExited)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(Soak.IsLong ? 30 : 5), "the run hangs");
            await Task.Delay(50);
            await dashboard.Visit(page);
            if (Look(process, history) is { } sample) samples.Add(sample);
        }

        Assert.Equal(0, process.ExitCode);

        // Half of the run lets the JIT, the pools and the collector's budgets settle; from then on nothing may grow with the steps.
        foreach (var sample in samples.Where((_, i) => i % Math.Max(1, samples.Count / 20) == 0)) output.WriteLine($"{sample}");
        var (settled, late) = (samples.Where(s => s.Epoch >= epochs / 2 && s.Epoch < 3 * epochs / 4).ToList(), samples.Where(s => s.Epoch >= 3 * epochs / 4).ToList());
        Assert.True(settled.Count >= 3 && late.Count >= 3, $"only {settled.Count} and {late.Count} looks");
        Assert.InRange(Median(late, s => s.Threads), 1, Median(settled, s => s.Threads) + 1);
        Assert.InRange(Median(late, s => s.Handles), 1, Median(settled, s => s.Handles) + 2);
        Assert.InRange(Median(late, s => s.ResidentMegabytes), 1, 1.05 * Median(settled, s => s.ResidentMegabytes) + 8);
    }

    /// <summary>The live managed heap, which only a collection tells: after the first fifth of a run in this process, and at its end.</summary>
    [Fact]
    public void The_live_heap_does_not_grow_with_the_steps()
    {
        var (train, validation, _) = Digits.Load().Split(0.7, 0.15, 0.15, seed: 1);
        var model = new Sequential(new Linear(64, 16), new ReLU(), new BatchNorm1d(16), new Dropout(keep: 0.9), new Linear(16, 10));
        model.Initialize(1);
        var epochs = Soak.Cases(100, 1000);
        var meter = new HeapMeter(epochs / 5);
        var trainer = new Trainer(model, new CrossEntropy(), new Adam(1e-3))
        {
            EarlyStopping = new EarlyStopping(patience: 100_000),
            Checkpoints = new Checkpoints(_folder.Out("checkpoints")) { EverySteps = 100 },
            Hooks = { new BestWeights(), new TensorBoardLog(_folder.Out("events")), meter },
        };
        trainer.Fit(train, validation, epochs, batchSize: 64);
        output.WriteLine($"live heap: {meter.Early / 1e6:F3} MB after {meter.EarlySteps} steps, {meter.Late / 1e6:F3} MB after {trainer.Steps}");

        // An epoch's record, of about 300 bytes, is what a run keeps for its history.
        Assert.InRange(meter.Late - meter.Early, long.MinValue, 1_000L * epochs + 200_000);
    }

    private static double Median(List<Sample> samples, Func<Sample, double> of) => samples.Select(of).Order().ElementAt(samples.Count / 2);

    /// <summary>What the system says of the process; null while it starts or when it has ended.</summary>
    private static Sample? Look(Process process, string history)
    {
        try
        {
            var epoch = File.Exists(history) ? File.ReadLines(history).Count() - 1 : 0;
            var status = File.ReadLines($"/proc/{process.Id}/status").Select(l => l.Split(':', 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1].Trim());
            return new(epoch, Kilobytes(status["VmRSS"]) / 1024.0, int.Parse(status["Threads"], CultureInfo.InvariantCulture), Directory.GetFiles($"/proc/{process.Id}/fd").Length);
        }
        catch (Exception e) when (e is IOException or KeyNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }

        static long Kilobytes(string text) => long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private sealed record Sample(int Epoch, double ResidentMegabytes, int Threads, int Handles);

    private sealed class HeapMeter(int earlyEpoch) : TrainingHook
    {
        public long Early { get; private set; }

        public long EarlySteps { get; private set; }

        public long Late { get; private set; }

        public override void OnEpochEnd(Trainer trainer)
        {
            if (trainer.Epoch == earlyEpoch) (Early, EarlySteps) = (GC.GetTotalMemory(forceFullCollection: true), trainer.Steps);
            if (trainer.Epoch == trainer.Epochs) Late = GC.GetTotalMemory(forceFullCollection: true);
        }
    }
}
