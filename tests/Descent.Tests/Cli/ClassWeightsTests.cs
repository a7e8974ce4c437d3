using System.Text;
using System.Text.Json;
using Xunit;

namespace Descent.Tests;

/// <summary>Weights of classes in the loss, from the run file to evaluation.</summary>
public sealed class ClassWeightsTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public ClassWeightsTests()
    {
        // Two clouds that overlap, one ten times as large.
        var (random, text) = (new Random(1), new StringBuilder("x,y,label\n"));
        for (var i = 0; i < 440; i++)
        {
            var isRare = i % 11 == 0;
            text.AppendLine($"{(random.NextDouble() * 2 + (isRare ? 1 : 0)).ToString("R", System.Globalization.CultureInfo.InvariantCulture)},{random.Next(5)},{(isRare ? "rare" : "common")}");
        }

        _folder.Write("a.csv", text.ToString());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Balanced_weights_are_those_of_scikit_learn()
    {
        // compute_class_weight("balanced", classes=[0, 1, 2], y=[0]*6 + [1]*3 + [2]): 0.5555…, 1.1111…, 3.3333…
        int[] classes = [0, 0, 1, 0, 1, 0, 2, 0, 1, 0];
        var data = new InMemoryDataset(new float[10], [1], classes, ["a", "b", "c"]);
        Assert.Equal([6, 3, 1], ClassWeights.Count(data));
        Assert.Equal([10 / 18.0, 10 / 9.0, 10 / 3.0], ClassWeights.Balanced(data));
        Assert.Equal(10, classes.Sum(c => ClassWeights.Balanced(data)[c]), 12);
        Assert.Equal([1.0, 1.0], ClassWeights.Balanced(new Subset(new InMemoryDataset(new float[10], [1], [.. classes.Select(c => Math.Min(c, 1))], ["a", "b"]), [0, 2, 4, 5])));
        Assert.Equal("ClassWeights: class 'c' has no sample among the 2 that are trained on, so that no weight balances it; give the weights one by one, or leave the class out of the data.", Assert.Throws<DataException>(() => ClassWeights.Balanced(new Subset(data, [0, 2]))).Message);
        var numbers = new InMemoryDataset(new float[2], [1], new float[2], new TargetInfo(TargetKind.Value, 1, ["y"]));
        Assert.Equal("ClassWeights: the target is 1 number(s) a sample, not a class.", Assert.Throws<InvalidOperationException>(() => ClassWeights.Count(numbers)).Message);
    }

    [Fact]
    public void A_balanced_run_finds_the_rare_class_and_equals_the_one_with_the_same_weights_given()
    {
        var plain = Train("plain");
        var balanced = Train("balanced", "data.class_weights=balanced");
        Assert.True(RareFound("balanced") > RareFound("plain"), $"{RareFound("balanced")} of the rare class are found, {RareFound("plain")} without weights");
        Assert.NotEqual(Hash(plain), Hash(balanced));

        using var kept = JsonDocument.Parse(File.ReadAllText(_folder.Out("balanced/preprocessing.json")));
        double[] weights = [.. kept.RootElement.GetProperty("class_weights").EnumerateArray().Select(w => w.GetDouble())];
        var train = Csv.Load(_folder.Out("a.csv"), new() { Label = "label" }).Split(0.7, 0.15, 0.15, seed: 1).Train;
        Assert.Equal(ClassWeights.Balanced(train), weights);
        var given = Train("given", FormattableString.Invariant($"data.class_weights=[{weights[0]:R}, {weights[1]:R}]"));
        Assert.Equal(Hash(balanced), Hash(given));
        Assert.Equal(Hash(balanced), Hash(Train("again", file: _folder.Out("balanced/run.yaml"))));

        var evaluated = Parse(_folder.Run("evaluate", _folder.Out("balanced"), "--json").Output).GetProperty("metrics").GetProperty("loss").GetDouble();
        Assert.Equal(balanced.GetProperty("test").GetProperty("loss").GetDouble(), evaluated);
        var explained = _folder.Run("explain", _folder.Out("given/run.yaml"));
        Assert.Contains("class weights", explained.Output, StringComparison.Ordinal);

        File.WriteAllText(_folder.Out("balanced/preprocessing.json"), File.ReadAllText(_folder.Out("balanced/preprocessing.json")).Replace("\"class_weights\": [", "\"class_weights\": [1,", StringComparison.Ordinal));
        var damaged = _folder.Run("evaluate", _folder.Out("balanced"));
        Assert.Equal(3, damaged.Code);
        Assert.Contains("preprocessing.json: it has 3 class weights for 2 classes.", damaged.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class_weights: 3", "", "data.class_weights: given 3; expected balanced, or a list of numbers, one a class, such as [1, 2.5].")]
    [InlineData("class_weights: [1, -1]", "", "data.class_weights.1: -1 is not possible; expected a number at least 0.")]
    [InlineData("class_weights: [0, 0]", "", "data.class_weights: no class has a weight above 0, which leaves nothing to learn; expected numbers, one a class.")]
    [InlineData("class_weights: balanced", "binary_cross_entropy", "training.loss: binary_cross_entropy takes no weight a class, but data.class_weights is given; use cross_entropy, or positive_weight in place of class_weights.")]
    [InlineData("class_weights: [1, 2, 3]", "", "data.class_weights: 3 weights are given, but the data has 2 classes: common, rare; give one a class, in this order.")]
    public void What_does_not_fit_is_said(string weights, string loss, string problem)
    {
        var file = _folder.Write("run.yaml", $"data: {{source: {{csv: {{path: a.csv, label: label}}}}, {weights}}}\n{(loss.Length > 0 ? $"training: {{loss: {loss}}}" : "")}");
        var outcome = _folder.Run("train", file, "--out", _folder.Out("run"));
        Assert.Equal(2, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
        var numbers = _folder.Run("train", _folder.Write("numbers.yaml", $"data: {{source: {{csv: {{path: a.csv, target: x, ignore: [label]}}}}, {weights}}}"));
        if (!problem.Contains("expected", StringComparison.Ordinal)) Assert.Contains("data.class_weights: the data's target is a number, and classes alone are weighed; leave class_weights out.", numbers.Error, StringComparison.Ordinal);
    }

    private JsonElement Train(string name, string? setting = null, string? file = null)
    {
        file ??= _folder.Write("run.yaml", "data: {source: {csv: {path: a.csv, label: label}}}\nmodel: {hidden: [8]}\ntraining: {epochs: 20, batch_size: 32, optimizer: {adam: {learning_rate: 0.01}}}");
        var outcome = _folder.Run(["train", file, "--out", _folder.Out(name), "--json", .. setting is null ? [] : new[] { "--set", setting }]);
        Assert.True(outcome.Code == 0, outcome.Error);
        return Parse(outcome.Output);
    }

    /// <summary>How many of the rare class are recognized in the training part.</summary>
    private int RareFound(string run) => Parse(_folder.Run("evaluate", _folder.Out(run), "--data", "train", "--json").Output).GetProperty("confusion")[1][1].GetInt32();

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static string? Hash(JsonElement result) => result.GetProperty("weights_sha256").GetString();
}
