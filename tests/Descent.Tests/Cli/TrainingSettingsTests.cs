using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary>What a run file says about an update, carried out and reported.</summary>
[Collection(ProcessSettings.Name)]
public sealed class TrainingSettingsTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void A_penalty_is_reported_with_its_value_and_zeros()
    {
        var outcome = _folder.Run("train", "--json", "--out", _folder.Out("run"), "--set", "training.epochs=3", "--set", "model.hidden=[16]", "--set", "training.regularization=[{lasso: {lambda: 0.01, only: 0.weight}}, {ridge: {lambda: 0.001, only: 3.weight}}]");
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.True(json.RootElement.GetProperty("penalty").GetDouble() > 0);
        Assert.Equal(["0.weight", "3.weight"], json.RootElement.GetProperty("zeros").EnumerateObject().Select(z => z.Name));
        Assert.InRange(json.RootElement.GetProperty("zeros").GetProperty("0.weight").GetDouble(), 0.1, 1);
        var lines = File.ReadAllLines(_folder.Out("run/history.csv"));
        Assert.EndsWith(",seconds,penalty,zeros", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
    }

    [Fact]
    public void Groups_clipping_accumulation_averaging_and_max_norm_are_carried_out()
    {
        var run = _folder.Train("run", "--set", "training.optimizer={momentum: {groups: [{match: [biases, norms], weight_decay: 0}, {match: 0.*, learning_rate_scale: 0}]}}",
            "--set", "training.clip={global_norm: 1}", "--set", "training.accumulate=2", "--set", "training.averaging={ema: {decay: 0.9}}", "--set", "training.max_norm=0.3", "--set", "training.schedule={cosine: {warmup_epochs: 1}}");
        var resolved = File.ReadAllText(Path.Combine(run, "run.yaml"));
        Assert.Contains("groups: [{match: [biases, norms], weight_decay: 0}, {match: \"0.*\", learning_rate_scale: 0}]", resolved, StringComparison.Ordinal);
        Assert.Equal(0, _folder.Run("train", Path.Combine(run, "run.yaml"), "--out", _folder.Out("again")).Code);
        Assert.Equal(File.ReadAllBytes(Path.Combine(run, "last.safetensors")), File.ReadAllBytes(_folder.Out("again/last.safetensors")));
    }
}
