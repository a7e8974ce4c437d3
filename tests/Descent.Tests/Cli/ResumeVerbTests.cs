using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary><c>descent train --resume</c>: what it goes on with, what it only reports, and what it refuses.</summary>
[Collection(ProcessSettings.Name)]
public sealed class ResumeVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void A_finished_run_is_reported_again()
    {
        var run = _folder.Train("run");
        var before = Files(run);
        foreach (var args in new[] { ["--resume", run], new[] { "--out", run, "--resume", "--set", "training.epochs=2", "--set", "model.hidden=[16]" } })
        {
            var outcome = _folder.Run(["train", "--json", .. args]);
            Assert.Equal(0, outcome.Code);
            Assert.StartsWith("descent: the run in run is finished.\n", outcome.Error, StringComparison.Ordinal);
            Assert.Contains("2 epochs in", outcome.Error, StringComparison.Ordinal);
            Assert.Equal(File.ReadAllText(Path.Combine(run, "result.json")).Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), outcome.Output);
            Assert.Equal(before, Files(run));
        }
    }

    [Fact]
    public void More_epochs_go_on_as_a_longer_run_and_a_torn_line_of_history_is_repaired()
    {
        var run = _folder.Train("run");
        var history = Path.Combine(run, "history.csv");
        File.WriteAllText(history, File.ReadAllText(history)[..^20]);
        var outcome = _folder.Run("train", "--resume", run, "--set", "training.epochs=4", "--set", "training.threads=1");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.StartsWith("descent: going on from step 40, in epoch 3\n", outcome.Error, StringComparison.Ordinal);
        var longer = _folder.Train("longer", "--set", "training.epochs=4");
        Assert.Equal(History(longer), History(run));
        foreach (var file in new[] { "best.safetensors", "last.safetensors" }) Assert.Equal(File.ReadAllBytes(Path.Combine(longer, file)), File.ReadAllBytes(Path.Combine(run, file)));
        Assert.Contains("epochs: 4", File.ReadAllText(Path.Combine(run, "run.yaml")), StringComparison.Ordinal);
        Assert.Equal(Figures(longer), Figures(run));
    }

    [Fact]
    public void Another_configuration_is_refused_with_each_difference()
    {
        var run = _folder.Train("run");
        var outcome = _folder.Run("train", "--json", "--resume", run, "--set", "training.epochs=4", "--set", "model.hidden=[16, 8]", "--set", "training.optimizer=sgd", "--set", "seed=2");
        Assert.Equal(2, outcome.Code);
        using var json = JsonDocument.Parse(outcome.Output);
        var problems = json.RootElement.GetProperty("problems").EnumerateArray().Select(p => p.GetString()).ToList();
        Assert.Contains("seed: 1 → 2", problems);
        Assert.Contains("model.hidden.1: (not given) → 8", problems);
        Assert.Contains("training.optimizer.adamw.learning_rate: 0.003 → (not given)", problems);
        Assert.DoesNotContain(problems, p => p!.Contains("epochs", StringComparison.Ordinal));
        Assert.Contains("descent: --resume: the run in run was started with another configuration, and would not go on as it was.", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("What may change: name, training.epochs, training.threads, training.log, training.guard, checkpoint.", outcome.Error, StringComparison.Ordinal);

        // It is what the run was started with that counts, not what the file says now.
        var file = Path.Combine(run, "run.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("batch_size: 64", "batch_size: 32", StringComparison.Ordinal));
        Assert.Contains("training.batch_size: 64 → 32", _folder.Run("train", "--resume", run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_logged_may_change()
    {
        var run = _folder.Train("run");
        var outcome = _folder.Run("train", "--resume", run, "--set", "training.epochs=4", "--set", "training.log={tensorboard: false, report: false}");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.StartsWith("descent: going on from step 40, in epoch 3\n", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("tensorboard: false", File.ReadAllText(Path.Combine(run, "run.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_failed_goes_on_with_another_guard()
    {
        var run = _folder.Out("run");
        string[] wild = ["--set", "training.optimizer={sgd: {learning_rate: 1.0e+20}}", "--set", "model.hidden=[8]", "--set", "training.epochs=2"];
        var failed = _folder.Run(["train", "--out", run, .. wild]);
        Assert.Equal(1, failed.Code);
        Assert.StartsWith("descent: the run in run is finished.\n", _folder.Run("train", "--resume", run).Error, StringComparison.Ordinal);
        var outcome = _folder.Run("train", "--resume", run, "--set", "training.guard={restore: {rate: 1.0e-21}}");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.StartsWith("descent: going on from step 0, in epoch 1\n", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("all epochs done", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_run_there_it_starts_from_the_beginning()
    {
        var outcome = _folder.Run("train", "--out", _folder.Out("run"), "--resume", "--set", "training.epochs=1", "--set", "model.hidden=[8]");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.StartsWith("descent: starting from the beginning: no checkpoint in run/checkpoints\n", outcome.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Out("run/result.json")));
    }

    [Fact]
    public void All_checkpoints_damaged_is_said_and_it_starts_from_the_beginning()
    {
        var run = _folder.Train("run");
        var expected = Figures(run);
        foreach (var file in Directory.GetFiles(Path.Combine(run, "checkpoints"), "*.json")) File.AppendAllText(file, " ");
        File.Delete(Path.Combine(run, "result.json"));
        var outcome = _folder.Run("train", "--resume", run);
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Matches("^descent: starting from the beginning: no checkpoint in run/checkpoints \\(\\d newer ones are damaged: ", outcome.Error);
        Assert.Equal(expected, Figures(run).Where(f => !f.StartsWith("warnings", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2, "--resume: which run? Name its folder, as in --resume runs/digits, or give it with --out.", "--resume")]
    [InlineData(3, "--resume none: there is no such folder; expected the folder of a run, such as runs/digits.", "--resume", "none")]
    [InlineData(2, "--resume none, --out other: both name the run's folder; give it once.", "--out", "other", "--resume", "none")]
    [InlineData(2, "run.yaml, --resume none: the run's folder has its own run.yaml; leave run.yaml out, or give the folder with --out and --resume alone.", "run.yaml", "--resume", "none")]
    public void What_does_not_name_a_run_is_explained(int code, string message, params string[] args)
    {
        var outcome = _folder.Run(["train", .. args]);
        Assert.Equal((code, $"descent: {message}\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void A_folder_that_is_no_runs_is_left_alone()
    {
        Directory.CreateDirectory(_folder.Out("papers"));
        _folder.Write("papers/letter.txt", "Dear all,");
        Assert.Equal((3, "descent: --out papers: it holds no run.yaml, so it is not the folder of a run; name one, or a new folder.\n"),
            (_folder.Run("train", "--out", _folder.Out("papers"), "--resume") is var outcome ? outcome.Code : 0, outcome.Error));
        Assert.StartsWith("descent: --resume papers: it holds no run.yaml, so no run was started there;", _folder.Run("train", "--resume", _folder.Out("papers")).Error, StringComparison.Ordinal);
        Assert.Equal(["letter.txt"], Directory.GetFileSystemEntries(_folder.Out("papers")).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_processes_cannot_train_one_run()
    {
        var run = _folder.Train("run");
        var before = Files(run);
        using (Disk.Real.Lock(Path.Combine(run, "checkpoints", "lock")))
        {
            var outcome = _folder.Run("train", "--resume", run, "--set", "training.epochs=4");
            Assert.Equal(3, outcome.Code);
            Assert.Contains("If another process trains this run, let it end first.", outcome.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, Files(run));
    }

    [Fact]
    public void Checkpoints_can_be_switched_off()
    {
        var run = _folder.Train("run", "--set", "checkpoint=null");
        Assert.False(Directory.Exists(Path.Combine(run, "checkpoints")));
        Assert.Contains("checkpoint: null", File.ReadAllText(Path.Combine(run, "run.yaml")), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Files(string run) =>
        Directory.GetFiles(run, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)).ToDictionary(f => f, f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    private static IEnumerable<string> History(string run) => File.ReadAllLines(Path.Combine(run, "history.csv")).Select(line => string.Join(',', line.Split(',').SkipLast(1)));

    private static List<string> Figures(string run)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "result.json")));
        return [.. json.RootElement.EnumerateObject().Where(p => p.Name is not ("run" or "seconds" or "samples_per_second" or "data_wait_share" or "peak_memory_mb" or "threads")).Select(p => $"{p.Name} {p.Value.GetRawText()}")];
    }
}
