using System.Text.Json;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class CompactVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Theory]
    [InlineData("model={network: mlp, hidden: [64]}")]
    [InlineData("model={layers: [linear: 64, relu, {linear: {outputs: 10}}]}")]
    public void A_run_with_dead_units_becomes_a_smaller_run_with_the_same_results(string model)
    {
        var trained = _folder.Run("train", "--out", _folder.Out("run"), "--set", model, "--set", "training.epochs=12", "--set", "training.early_stopping=null",
            "--set", "training.optimizer={momentum: {learning_rate: 0.05}}", "--set", "training.regularization={group_lasso: {lambda: 0.003, only: 0.weight}}");
        Assert.True(trained.Code == 0, trained.Error);
        var outcome = _folder.Run("compact", _folder.Out("run"), "--out", _folder.Out("small"), "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.InRange(json.RootElement.GetProperty("layers")[0].GetProperty("after").GetInt32(), 1, 60);
        Assert.InRange(json.RootElement.GetProperty("largest_difference").GetDouble(), 0, 1e-6);
        Assert.True(json.RootElement.GetProperty("bytes_after").GetInt64() < json.RootElement.GetProperty("bytes_before").GetInt64());
        Assert.True(json.RootElement.GetProperty("milliseconds_after").GetDouble() > 0);
        Assert.Equal(Accuracy("run"), Accuracy("small"));
    }

    [Fact]
    public void A_folder_that_exists_is_refused()
    {
        _folder.Train("run");
        var outcome = _folder.Run("compact", _folder.Out("run"), "--out", _folder.Out("run"));
        Assert.Equal(2, outcome.Code);
    }

    private double Accuracy(string run)
    {
        var outcome = _folder.Run("evaluate", _folder.Out(run), "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        return json.RootElement.GetProperty("metrics").GetProperty("accuracy").GetDouble();
    }
}
