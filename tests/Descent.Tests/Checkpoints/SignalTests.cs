using System.Diagnostics;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Checkpointing;

/// <summary>Promise R23: SIGINT and SIGTERM finish the step, save, and leave; a second one leaves at once.</summary>
public sealed class SignalTests : IDisposable
{
    private const int Interrupted = 130, Terminated = 128 + DescentProcess.Terminate;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Signals_at_random_instants_save_the_run_and_it_ends_with_the_same_bits()
    {
        // No save comes due by itself: what is there was saved by the signals.
        string[] settings = ["--set", "training.epochs=12", "--set", "training.accumulate=3", "--set", "model.hidden=[64]", "--set", "checkpoint={every_steps: 1_000_000}"];
        var clock = Stopwatch.StartNew();
        var expected = Finish("straight", settings);
        var duration = clock.Elapsed;
        var random = new Random(1);
        var (saved, last) = (0, 0L);
        for (var turn = 0; saved < 5; turn++)
        {
            Assert.True(turn < 60, $"only {saved} of {turn} signals came while the run trained");
            using var process = Start("run", settings);
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(random.NextDouble() * duration))
            {
                // Faster than its turn: the next run is another one.
                Assert.True(process.ExitCode == 0, await error);
                Assert.Equal(expected, Finish("run", settings));
                Directory.Delete(_folder.Out("run"), recursive: true);
                last = 0;
                continue;
            }

            var signal = turn % 2 == 0 ? DescentProcess.Interrupt : DescentProcess.Terminate;
            Assert.Equal(0, DescentProcess.Signal(process.Id, signal));
            Assert.True(process.WaitForExit(s_patience), $"signal {signal} did not end the run");
            if (process.ExitCode == 0 || !(await output).Contains('{')) continue; // it came while the run was ending, or before it had begun
            Assert.True(process.ExitCode == Interrupted, $"exit code {process.ExitCode}: {await error}");
            using var json = JsonDocument.Parse(await output);
            Assert.Equal("interrupted", json.RootElement.GetProperty("stop_reason").GetString());
            var point = ResumePoint.Find(_folder.Out("run/checkpoints"));
            Assert.EndsWith($"The run is saved at {point.Checkpoint}. To go on: descent train --resume run\n", await error, StringComparison.Ordinal);
            Assert.True(point.Checkpoint!.Save > last, "nothing was saved");
            last = point.Checkpoint.Save;
            saved++;
        }

        Assert.Equal(expected, Finish("run", settings));
    }

    [Fact]
    public async Task A_second_signal_leaves_at_once()
    {
        for (var turn = 1; turn <= 5; turn++)
        {
            // One step takes about a second.
            using var process = DescentProcess.Start(_folder.Path, [], "train", "--out", $"run{turn}", "--set", "training.batch_size=1258", "--set", "model.hidden=[3000, 3000]", "--set", "training.threads=1", "--set", "checkpoint=null");
            var error = process.StandardError.ReadToEndAsync();
            Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.Out($"run{turn}/run.yaml")), s_patience), "the run did not start");
            await Task.Delay(100);
            Assert.Equal(0, DescentProcess.Signal(process.Id, DescentProcess.Terminate));
            await Task.Delay(50);
            _ = DescentProcess.Signal(process.Id, DescentProcess.Terminate); // it may have ended
            Assert.True(process.WaitForExit(s_patience), "two signals did not end the run");
            if (process.ExitCode == Terminated) return;
            Assert.True(process.ExitCode == Interrupted, await error); // its step ended between the two
        }

        Assert.Fail("the second signal never ended the process");
    }

    private Process Start(string run, string[] settings) => DescentProcess.Start(_folder.Path, [], ["train", "--out", run, "--resume", "--json", .. settings]);

    private string Finish(string run, string[] settings)
    {
        using var process = Start(run, settings);
        var error = process.StandardError.ReadToEndAsync();
        using var json = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        Assert.True(process.WaitForExit(s_patience), "the run did not end");
        Assert.True(process.ExitCode == 0, error.Result);
        return $"{SmallRun.Hash(ResumePoint.Find(_folder.Out($"{run}/checkpoints")).State!)} {json.RootElement.GetProperty("weights_sha256")} {json.RootElement.GetProperty("test")}";
    }
}
