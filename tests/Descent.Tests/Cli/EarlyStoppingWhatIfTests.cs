using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary>What a replay says of other early stopping is what a rerun with it does.</summary>
[Collection(ProcessSettings.Name)]
public sealed class EarlyStoppingWhatIfTests : IDisposable
{
    private static readonly string[] s_run =
        ["--json", "--set", "training.epochs=40", "--set", "model.hidden=[24]", "--set", "training.optimizer={adam: {learning_rate: 0.02}}"];

    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Theory]
    [InlineData("validation.loss", "0", false)]
    [InlineData("validation.accuracy", "0", false)]
    [InlineData("validation.loss", "0.05", true)]
    public void The_replay_of_a_run_equals_reruns(string metric, string minDelta, bool relative)
    {
        Assert.Equal(0, _folder.Run(["train", .. s_run, "--out", _folder.Out("whole"), "--set", "training.early_stopping=null"]).Code);
        var outcome = _folder.Run("explain", _folder.Out("whole"), "--json", "--early-stopping", $"patience=1,2,4 min_delta={minDelta} metric={metric} relative={(relative ? "true" : "false")}");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var replays = JsonDocument.Parse(outcome.Output);
        Assert.Equal(3, replays.RootElement.GetArrayLength());
        foreach (var replay in replays.RootElement.EnumerateArray())
        {
            var patience = replay.GetProperty("patience").GetInt32();
            var rule = $"training.early_stopping={{patience: {patience}, min_delta: {minDelta}, metric: {metric}, relative: {(relative ? "true" : "false")}}}";
            using var rerun = JsonDocument.Parse(_folder.Run(["train", .. s_run, "--out", _folder.Out($"rerun-{patience}"), "--set", rule]).Output);
            var result = rerun.RootElement;
            Assert.True(replay.GetProperty("stops").GetBoolean());
            Assert.StartsWith($"early stopping: {metric} has not improved for {patience} evaluation", result.GetProperty("stop_reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(result.GetProperty("epochs").GetInt32(), replay.GetProperty("epochs").GetInt32());
            Assert.Equal(result.GetProperty("best_epoch").GetInt32(), replay.GetProperty("best_epoch").GetInt32());
            foreach (var measured in result.GetProperty("validation").EnumerateObject())
                Assert.Equal(measured.Value.GetDouble(), replay.GetProperty("kept").GetProperty($"validation.{measured.Name}").GetDouble(), 1e-6);
        }
    }

    [Fact]
    public void People_get_a_table_and_a_torn_last_line_is_left_out()
    {
        var run = _folder.Train("run", "--set", "training.epochs=3");
        File.AppendAllText(Path.Combine(run, "history.csv"), "4,0.12");
        var outcome = _folder.Run("explain", run, "--early-stopping", "patience=5");
        Assert.Equal(0, outcome.Code);
        var lines = outcome.Output.Split('\n');
        Assert.Matches("^patience  stops after epoch  keeps epoch  validation.loss  validation.accuracy", lines[0]);
        Assert.Matches("^5 +not in 3 +3 +[0-9.]+ +[0-9.]+", lines[2]);
    }

    [Theory]
    [InlineData("patience=0", 2, "--early-stopping: \"patience=0\" is wrong; expected whole numbers of evaluations, 1 or more, such as patience=3,5,10.")]
    [InlineData("patience=3 min_delta=x", 2, "--early-stopping: \"min_delta=x\" is wrong; expected a number, 0 or more.")]
    [InlineData("waits=3", 2, "--early-stopping: \"waits=3\" is wrong; expected patience, min_delta, metric or relative, each followed by an equals sign and a value.")]
    [InlineData("metric=validation.f1", 2, "--early-stopping: validation.f1 is not in run's history.csv; there is train.loss, train.accuracy, validation.loss, validation.accuracy.")]
    public void Wrong_rules_are_refused(string rules, int code, string message)
    {
        var run = _folder.Train("run");
        var outcome = _folder.Run("explain", run, "--early-stopping", rules);
        Assert.Equal(code, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(3, _folder.Run("explain", _folder.Out("none"), "--early-stopping", "patience=3").Code);
        Assert.Equal(3, _folder.Run("explain", "--early-stopping", "patience=3").Code);
        File.WriteAllText(Path.Combine(run, "history.csv"), "epoch,train_loss,validation_loss,learning_rate,seconds\n1,x,1,1,1\n");
        Assert.Contains("line 2 is not the 5 numbers of epoch 1", _folder.Run("explain", run, "--early-stopping", "patience=3").Error, StringComparison.Ordinal);
    }
}
