using System.Text.Json;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class FindRateVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void The_built_in_run_gets_three_suggestions_a_recommendation_and_a_picture()
    {
        var picture = _folder.Out("rate.png");
        var outcome = _folder.Run("find-lr", "--plot", picture);
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Equal("", outcome.Output);
        foreach (var text in new[] { "valley: the middle of the longest fall", "steepest: where the loss falls fastest", "minimum/10: a tenth", "nearly down: where", "Ended after ", ", recommended ", " updates\n", "by short trainings", "--set training.optimizer.adamw.learning_rate=" })
            Assert.Contains(text, outcome.Error, StringComparison.Ordinal);
        var size = PngHeader.Read(picture, File.ReadAllBytes(picture));
        Assert.Equal((960, 540), (size.Width, size.Height));
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void Json_is_one_document_with_every_point_and_the_same_each_time()
    {
        var outcome = _folder.Run("find-lr", "--json", "--updates", "60", "--set", "training.optimizer={momentum: {}}");
        using var document = JsonDocument.Parse(outcome.Output);
        var root = document.RootElement;
        Assert.Equal("training.optimizer.momentum.learning_rate", root.GetProperty("key").GetString());
        double Rate(string name) => root.GetProperty(name).GetDouble();
        Assert.InRange(Rate("nearly_down"), Rate("valley"), Rate("minimum"));
        Assert.Contains(Rate("recommended"), root.GetProperty("trials").EnumerateArray().Select(t => t.GetProperty("learning_rate").GetDouble()));
        Assert.Equal(Rate("minimum") / 10, Rate("minimum_tenth"));
        Assert.InRange(Rate("valley"), 1e-6, Rate("minimum"));
        Assert.Equal(1e-7, root.GetProperty("points")[0].GetProperty("learning_rate").GetDouble(), 1e-16);
        Assert.InRange(root.GetProperty("points").GetArrayLength(), 20, 60);
        Assert.Equal(outcome.Output, _folder.Run("find-lr", "--json", "--updates", "60", "--set", "training.optimizer={momentum: {}}").Output);
    }

    [Fact]
    public void The_recommended_rate_of_the_built_in_run_is_within_a_tenth_of_the_best_of_nine()
    {
        using var found = JsonDocument.Parse(_folder.Run("find-lr", "--json").Output);
        var recommended = LossAfterTwoEpochs(found.RootElement.GetProperty("recommended").GetDouble());
        var best = Enumerable.Range(0, 9).Min(i => LossAfterTwoEpochs(1e-4 * Math.Pow(10, i / 2.0)));
        Assert.True(recommended <= 1.1 * best, $"{recommended} at the recommended rate, {best} at the best of nine");
    }

    [Fact]
    public void Without_trials_the_curve_decides()
    {
        using var document = JsonDocument.Parse(_folder.Run("find-lr", "--json", "--trial-updates", "0").Output);
        Assert.Equal(0, document.RootElement.GetProperty("trials").GetArrayLength());
        Assert.Equal(document.RootElement.GetProperty("nearly_down").GetDouble(), document.RootElement.GetProperty("recommended").GetDouble());
        var negative = _folder.Run("find-lr", "--trial-updates", "-1");
        Assert.Equal((2, "descent: --trial-updates: -1 is no number of updates; give 1 or more, or 0 for no trials.\n"), (negative.Code, negative.Error));
    }

    [Fact]
    public void What_is_wrong_is_said_before_anything_runs()
    {
        var few = _folder.Run("find-lr", "--updates", "5");
        Assert.Equal((2, "descent: --updates: 5 updates are too few to see a curve; give 20 or more (100 is usual).\n"), (few.Code, few.Error));
        Assert.Equal(2, _folder.Run("find-lr", "--set", "training.optimizer={adma: {}}").Code);
        Assert.Equal(3, _folder.Run("find-lr", "--set", "data.source={csv: {path: missing.csv, label: y}}").Code);
        Assert.Equal(3, _folder.Run("find-lr", "--updates", "20", "--plot", _folder.Out("no/such/folder.png")).Code);
    }

    [Fact]
    public void A_network_that_learns_at_no_rate_is_a_failure()
    {
        var outcome = _folder.Run("find-lr", "--json", "--set", "model.initializer={constant: {value: 0}}", "--set", "model.hidden=[16, 16]");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("shows no rate at which the network learns", outcome.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(outcome.Output);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("recommended").ValueKind);
    }

    private double LossAfterTwoEpochs(double rate)
    {
        var folder = _folder.Out($"rate {rate:R}");
        var outcome = _folder.Run("train", "--json", "--out", folder, "--set", "training.epochs=2", "--set", "training.early_stopping=null", "--set", "training.weights=last", "--set", "checkpoint=null",
            "--set", "training.log={tensorboard: false}", "--set", FormattableString.Invariant($"training.optimizer.adamw.learning_rate={rate:R}"));
        Assert.True(outcome.Code == 0, outcome.Error);
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.GetProperty("train").GetProperty("loss").GetDouble();
    }
}
