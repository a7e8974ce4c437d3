using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary>What a training run prints, writes and refuses to write. It sets the thread count, which the process shares.</summary>
[Collection(ProcessSettings.Name)]
public sealed class TrainVerbTests : IDisposable
{
    private static readonly string[] s_quick = ["--set", "training.epochs=2", "--set", "model.hidden=[16]"];
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void Json_is_one_document_with_every_promised_key()
    {
        var outcome = _folder.Run(["train", "--json", "--out", _folder.Out("run"), .. s_quick]);
        Assert.Equal(0, outcome.Code);
        using var json = JsonDocument.Parse(outcome.Output);
        string[] keys = ["run", "epochs", "best_epoch", "stop_reason", "train", "validation", "test", "parameters", "seconds", "samples_per_second", "data_wait_share", "peak_memory_mb", "weights_sha256", "seed", "threads"];
        Assert.Equal(keys, json.RootElement.EnumerateObject().Select(p => p.Name));
        foreach (var part in new[] { "train", "validation", "test" })
            Assert.Equal(["loss", "accuracy"], json.RootElement.GetProperty(part).EnumerateObject().Select(p => p.Name));
        Assert.Equal(2, json.RootElement.GetProperty("epochs").GetInt32());
        Assert.Equal("all epochs done", json.RootElement.GetProperty("stop_reason").GetString());
        Assert.Equal(64 * 16 + 16 + 16 * 10 + 10, json.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal(outcome.Output.Replace("\"run\": \"run\"", $"\"run\": \"{_folder.Out("run")}\""), File.ReadAllText(_folder.Out("run/result.json")));
    }

    [Fact]
    public void The_run_folder_holds_what_the_run_came_to()
    {
        var run = _folder.Train("run");
        Assert.Equal(
            ["best.safetensors", "history.csv", "last.safetensors", "preprocessing.json", "report.html", "result.json", "run.yaml", "validation.json"],
            Directory.GetFiles(run).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        var history = File.ReadAllLines(Path.Combine(run, "history.csv"));
        Assert.Equal("epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,learning_rate,seconds", history[0]);
        Assert.Equal(3, history.Length);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(run, "last.safetensors")))), HashOf(run));
    }

    [Fact]
    public void The_history_tells_the_learning_rate_of_each_epoch()
    {
        var run = _folder.Train("run", "--set", "training.epochs=3", "--set", "training.optimizer.adamw.learning_rate=0.01", "--set", "training.schedule={step: {every: 1, factor: 0.5}}");
        Assert.Equal(["0.01", "0.005", "0.0025"], File.ReadAllLines(Path.Combine(run, "history.csv")).Skip(1).Select(line => line.Split(',')[5]));
    }

    [Fact]
    public void The_same_run_gives_the_same_weights_at_any_number_of_threads_and_from_its_own_run_file()
    {
        var first = HashOf(_folder.Train("a", "--set", "training.threads=1"));
        Assert.Equal(first, HashOf(_folder.Train("b", "--set", "training.threads=2")));
        Assert.Equal(first, HashOf(_folder.Train("c", "--set", "training.threads=7")));
        Assert.Equal(0, _folder.Run("train", _folder.Out("a/run.yaml"), "--out", _folder.Out("d")).Code);
        Assert.Equal(first, HashOf(_folder.Out("d")));
        Assert.NotEqual(first, HashOf(_folder.Train("e", "--set", "seed=2")));
    }

    [Fact]
    public void Early_stopping_keeps_the_last_weights_beside_the_best()
    {
        var outcome = _folder.Run("train", "--json", "--out", _folder.Out("run"), "--set", "training.early_stopping={patience: 1, min_delta: 10}", "--set", "model.hidden=[16]");
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(2, json.RootElement.GetProperty("epochs").GetInt32());
        Assert.StartsWith("early stopping: validation.loss has not improved", json.RootElement.GetProperty("stop_reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.Out("run/best.safetensors")), File.ReadAllBytes(_folder.Out("run/last.safetensors"))); // epoch 2 was the better one
    }

    [Fact]
    public void Without_validation_and_test_parts_their_metrics_are_null()
    {
        var outcome = _folder.Run(["train", "--json", "--out", _folder.Out("run"), "--set", "data.split={validation: 0, test: 0}", "--set", "training.early_stopping=null", .. s_quick]);
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("validation").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("test").ValueKind);
    }

    [Fact]
    public void A_loss_that_is_not_finite_fails_the_run_and_says_what_to_try()
    {
        var outcome = _folder.Run(["train", "--json", "--out", _folder.Out("run"), .. s_quick, "--set", "training.optimizer={sgd: {learning_rate: 1.0e+30}}"]);
        Assert.Equal(1, outcome.Code);
        Assert.Contains("descent: the run failed: the loss became", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("A smaller training.optimizer.sgd.learning_rate (now 1.0e+30; try a tenth)", outcome.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.StartsWith("the loss became", json.RootElement.GetProperty("stop_reason").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Out("run/result.json")));
    }

    [Theory]
    [InlineData("model={layers: [linear: 10, softmax]}", "softmax")]
    [InlineData("model={layers: [linear: 12]}", "model.layers: a sample leaves the last layer as [12], but the data needs [10] (one a class: 0, 1, 2, 3, … 9); end the list with linear: 10.")]
    [InlineData("model={hidden: [1, 1048576, 1048576]}", "model.hidden.2: a linear layer of 1048576 inputs and 1048576 outputs has weights of 4096 GiB; those of a layer stay below 2 GiB; make this layer or the one before it narrower.")]
    [InlineData("model={layers: [flatten, linear: 1, linear: 23171, linear: 23171, linear: 10]}", "model.layers.3.linear: a linear layer of 23171 inputs and 23171 outputs has weights of 2 GiB; those")]
    [InlineData("training.loss=binary_cross_entropy", "training.loss: binary_cross_entropy judges two classes, but the data has 10; use cross_entropy.")]
    [InlineData("training.schedule={cosine: {warmup_epochs: 100}}", "WarmupSchedule: the warm-up takes 100 epochs, but the run has 100; it must be shorter than the run.")]
    [InlineData("training.early_stopping={metric: validation.auc}", "early stopping monitors validation.auc, which is not measured")]
    public void What_only_the_data_shows_to_be_wrong_is_a_configuration_error_and_writes_nothing(string setting, string message)
    {
        var outcome = _folder.Run("train", "--out", _folder.Out("run"), "--set", setting);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_folder.Out("run")));
    }

    [Theory]
    [InlineData("a,label\n1,x\n2,y\nabc,x\n", 3, "line 4, column 'a'")]
    [InlineData("a,b\n1,x\n2,y\n", 3, "label")]
    [InlineData("", 3, "")]
    [InlineData("a,label\n1,x\n2,x\n3,x\n", 3, "at least two classes")]
    [InlineData("a,label\n1,x\n,y\n3,x\n4,y\n", 3, "line 3, column 'a': the value is missing")]
    public void Data_that_cannot_be_used_is_unreadable_and_writes_nothing(string csv, int code, string message)
    {
        _folder.Write("data.csv", csv);
        var outcome = _folder.Run("train", _folder.Write("run.yaml", "data: {source: {csv: {path: data.csv, label: label}}}"), "--out", _folder.Out("run"));
        Assert.Equal(code, outcome.Code);
        Assert.StartsWith("descent: data.csv", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Out("run")));
    }

    [Fact]
    public void A_missing_data_file_is_named_by_its_path_from_the_run_files_folder()
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", "data: {source: {csv: {path: none.csv, label: label}}}"), "--out", _folder.Out("run"));
        Assert.Equal(3, outcome.Code);
        Assert.Contains("none.csv", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Out("run")));
    }

#if !DEBUG // kernels that are not optimized take twenty times as long
    [Fact]
    public void The_built_in_run_reaches_its_mark_within_ten_seconds_of_training()
    {
        var outcome = _folder.Run("train", "--json", "--out", _folder.Out("run"));
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.InRange(json.RootElement.GetProperty("test").GetProperty("accuracy").GetDouble(), 0.975, 1);
        Assert.InRange(json.RootElement.GetProperty("seconds").GetDouble(), 0, 10);
    }
#endif

    [Theory]
    [InlineData("breast_cancer", "accuracy", 0.95)]
    [InlineData("wine", "accuracy", 0.95)]
    [InlineData("diabetes", "r2", 0.40)]
    public void Each_example_reaches_what_it_promises_on_data_it_was_not_trained_on(string name, string metric, double atLeast)
    {
        var outcome = _folder.Run("train", Path.Combine(CommandFolder.Examples, $"{name}.yaml"), "--json", "--out", _folder.Out("run"));
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.InRange(json.RootElement.GetProperty("test").GetProperty(metric).GetDouble(), atLeast, 1);
    }

    private static string HashOf(string run)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "result.json")));
        return json.RootElement.GetProperty("weights_sha256").GetString()!;
    }
}
