using System.Text.Json;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class ExplainVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void Every_formula_in_use_is_shown_with_its_numbers_its_source_and_the_same_elsewhere()
    {
        var file = _folder.Write("run.yaml", """
            model: {layers: [{linear: {outputs: 20, bias: false}}, batch_norm, relu, dropout: {keep: 0.75}, linear: 10]}
            training:
              epochs: 10
              batch_size: 100
              optimizer: {momentum: {learning_rate: 0.2, momentum: 0.9, weight_decay: 0.002, convention: cs230}}
              schedule: {cosine: {warmup_epochs: 1, end: 0.02}}
              clip: {global_norm: 2}
              regularization: {elastic_net: {lambda: 0.001, alpha: 0.25}}
              averaging: {ema: {decay: 0.99}}
              early_stopping: {patience: 3}
            """);
        var outcome = _folder.Run("explain", file);
        Assert.True(outcome.Code == 0, outcome.Error);
        string[] expected =
        [
            "update rule: Momentum, as in CS 230 (Polyak, 1964)", "αₜ: the schedule below, of α = 0.2", "g ← g + 0.002·w", "v ← 0.9·v + 0.1·g", "w ← w − αₜ·v",
            "= pytorch: learning_rate 0.02", "= keras: learning_rate 0.02, while the rate stays the same", "= the weight decay is regularization: {ridge: {lambda: 0.001, include: all}}",
            "schedule: Cosine behind a linear warm-up (Goyal et al., 2017; Loshchilov and Hutter, 2017)", "the run: 10 epochs of 13 updates, 130 in all",
            "t < 13 (warm-up): αₜ = 0.2·(0.01 + 0.99·t/13)", "αₜ = 0.02 + 0.18·(1 + cos(π·t/117))/2", "first 0.002, highest 0.2,", "CosineAnnealingLR(T_max=117, eta_min=0.02)",
            "clipping: by global norm (Pascanu, Mikolov and Bengio, 2013)", "g ← g·min(1, 2/‖all g‖)", "loss: cross-entropy", "ends after 3 evaluations",
            "penalty: Elastic Net, proximal (Zou and Hastie, 2005)", "0.001·(0.75·‖w‖₁ + 0.25·‖w‖²), on weights, without biases and parameters of normalizations, that match *", "g ← g + 0.0005·w",
            "max(|w| − t·0.00075, 0)", "= scikit-learn: ElasticNet(alpha=0.00125, l1_ratio=0.6)",
            "0.weight, fan-in 64, fan-out 20: uniform over ±1.414214·√(3/64) = ±0.30619", "4.weight, fan-in 20, fan-out 10",
            "normalization: 1 (BatchNorm1d, 20 channels) (Ioffe and Szegedy, 2015)", "running ← 0.9·running + 0.1·batch, with the unbiased variance", "= Keras: momentum=0.9, epsilon=1e-5",
            "dropout: 3 (Dropout) (Srivastava et al., 2014)", "y = x·b/0.75 with b = 1 of probability 0.75", "= PyTorch, Keras: Dropout(0.25)",
            "averaging: moving average of the weights", "a ← 0.99·a + 0.01·w", "early stopping: validation.loss (Prechelt, 1998)",
        ];
        var missing = expected.Where(line => !outcome.Output.Contains(line, StringComparison.Ordinal)).ToList();
        Assert.True(missing.Count == 0, $"missing:\n{string.Join("\n", missing)}\nin:\n{outcome.Output}");
    }

    [Theory]
    [InlineData("adam", "pytorch", "w ← w − 0.001·m/(1 − 0.9ᵗ) / (√(s/(1 − 0.999ᵗ)) + 1e-8)")]
    [InlineData("adam", "keras", "w ← w − 0.001·√(1 − 0.999ᵗ)/(1 − 0.9ᵗ)·m / (√s + 1e-7)")]
    [InlineData("adam", "cs230", "w ← w − 0.001·m / (√s + 1e-8)")]
    [InlineData("adamw", "pytorch", "w ← (1 − 0.001·0.01)·w")]
    [InlineData("amsgrad", "pytorch", "x ← max(x, s)")]
    [InlineData("sgd", "pytorch", "w ← w − 0.01·g")]
    [InlineData("nesterov", "keras", "w ← w − (0.01·g + 0.9·v)")]
    [InlineData("rmsprop", "keras", "w ← w − 0.001·g/√(s + 1e-7)")]
    [InlineData("rmsprop", "pytorch", "w ← w − 0.01·g/(√s + 1e-8)")]
    [InlineData("nadam", "keras", "μₜ = 0.9·(1 − ½·0.96^(1·t))")]
    [InlineData("adamax", "pytorch", "u ← max(0.999·u, |g| + 1e-8)")]
    [InlineData("adagrad", "keras", "s ← s + g², from 0.1")]
    [InlineData("adadelta", "pytorch", "d = √(u + 1e-6)/√(s + 1e-6)·g")]
    [InlineData("lion", "pytorch", "w ← w − 0.0001·sign(0.9·m + 0.1·g)")]
    [InlineData("lamb", "pytorch", "w ← w − 0.001·‖w‖/‖r‖·r")]
    public void Every_optimizer_is_shown_in_the_form_in_use(string name, string convention, string formula)
    {
        var outcome = _folder.Run("explain", "--set", $"training.optimizer={{{name}: {{convention: {convention}}}}}");
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.Contains(formula, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_schedule_can_be_explained_and_json_is_one_document()
    {
        foreach (var (schedule, formula) in new[]
        {
            ("constant", "αₜ = 0.003"), ("{step: {every: 30}}", "αₜ = 0.003·0.1^⌊epoch/30⌋"), ("{multi_step: {milestones: [30, 60]}}", "0.1^(how many of 30, 60 epoch has reached)"), ("{exponential: {factor: 0.95}}", "0.95^epoch"),
            ("polynomial", "(1 − t/2000)^1"), ("{cosine_restarts: {first_epochs: 10}}", "Tᵢ = 10·1ⁱ"), ("one_cycle", "up to 0.003 over 30 % of 2000"), ("plateau", "0.1^(reductions)"),
        })
        {
            var outcome = _folder.Run("explain", "--json", "--set", $"training.schedule={schedule}");
            Assert.True(outcome.Code == 0, outcome.Error);
            using var json = JsonDocument.Parse(outcome.Output);
            var item = json.RootElement.EnumerateArray().Single(i => i.GetProperty("topic").GetString() == "schedule");
            Assert.Contains(item.GetProperty("formulas").EnumerateArray(), f => f.GetString()!.Contains(formula, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_plot_is_a_picture_whose_rows_decompress()
    {
        var path = _folder.Out("rate.png");
        Assert.Equal(0, _folder.Run("explain", "--plot", path, "--set", "training.schedule={cosine: {warmup_epochs: 5}}").Code);
        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
        var length = (bytes[33] << 24) | (bytes[34] << 16) | (bytes[35] << 8) | bytes[36];
        using var zlib = new System.IO.Compression.ZLibStream(new MemoryStream(bytes, 41, length), System.IO.Compression.CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.Equal((960 + 1) * 540, rows.Length);
        Assert.Contains((byte)0, rows.ToArray()[(961 * 60)..(961 * 100)]); // the curve's top
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_is_refused()
    {
        var outcome = _folder.Run("explain", "--set", "training.schedule={cosine: {warmup_epochs: 100}}");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("the warm-up takes 100 epochs, but the run has 100; it must be shorter than the run.", outcome.Error, StringComparison.Ordinal);
    }
}
