using System.Runtime.InteropServices;
using Xunit;

namespace Descent.Tests.Checks;

public class RangeTestTests
{
    [Fact]
    public void The_run_is_the_same_to_the_bit_before_and_after_and_trains_on_as_if_there_had_been_no_test()
    {
        var (trainer, data) = Run();
        trainer.Fit(data, null, epochs: 1, batchSize: 50); // state, statistics, counters
        var before = StateOf(trainer);
        var rate = trainer.Optimizer.LearningRate;
        var result = new RangeTest { Updates = 40 }.Run(trainer, data, 50);
        Assert.True(result.Points.Count > 20);
        Assert.Equal(before, StateOf(trainer));
        Assert.Equal(rate, trainer.Optimizer.LearningRate);
        Assert.All(trainer.Model.NamedModules(), m => Assert.True(m.Module.Training));

        var (other, _) = Run();
        other.Fit(data, null, epochs: 1, batchSize: 50);
        trainer.Fit(data, null, epochs: 1, batchSize: 50);
        other.Fit(data, null, epochs: 1, batchSize: 50);
        Assert.Equal(StateOf(other), StateOf(trainer));
    }

    /// <summary>With what else a run may hold: augmentation, mixing, clipping, accumulation, a schedule, an average of the weights, dropout of channels, a limit of norms.</summary>
    [Fact]
    public void A_run_with_everything_is_the_same_to_the_bit_and_trains_on()
    {
        var (tested, other) = (Everything(), Everything());
        var data = SmallData.Stripes(120);
        var augmented = new SmallData.Reread(data) { Training = (i, epoch, x) => x[(i + 7 * epoch) % x.Length] += 1 };
        foreach (var trainer in (Trainer[])[tested, other]) trainer.Fit(augmented, null, epochs: 2, batchSize: 20);
        var before = StateOf(tested);
        new RangeTest { Updates = 30 }.Run(tested, augmented, 20);
        Assert.Equal(before, StateOf(tested));
        foreach (var trainer in (Trainer[])[tested, other]) trainer.Fit(augmented, null, epochs: 2, batchSize: 20);
        Assert.Equal(StateOf(other), StateOf(tested));
        Assert.Equal(other.History.Epochs.Select(e => e.Train["loss"]), tested.History.Epochs.Select(e => e.Train["loss"]));
    }

    [Fact]
    public void An_optimizer_without_parameters_has_none_afterwards()
    {
        var (trainer, data) = Run();
        var before = StateOf(trainer);
        new RangeTest { Updates = 20 }.Run(trainer, data, 50);
        Assert.Empty(trainer.Optimizer.Parameters);
        trainer.Optimizer.With(new ParameterGroup("*.bias") { WeightDecay = 0 });
        Assert.Equal(before, StateOf(trainer));
        Assert.Null(trainer.StopReason);
        Assert.Empty(trainer.History.Epochs);
    }

    [Fact]
    public void A_cancelled_test_leaves_the_run_as_it_was()
    {
        var (trainer, data) = Run();
        var before = StateOf(trainer);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new RangeTest().Run(trainer, data, 50, cancel.Token));
        Assert.Equal(before, StateOf(trainer));
    }

    [Fact]
    public void Rates_rise_by_one_factor_until_the_loss_diverges()
    {
        var (trainer, data) = Run();
        var result = new RangeTest { Lowest = 1e-5, Highest = 1e3, Updates = 81 }.Run(trainer, data, 50);
        Assert.NotNull(result.Divergence);
        Assert.InRange(result.Points.Count, 30, 80);
        Assert.All(result.Points.Index(), p => Assert.Equal(1e-5 * Math.Pow(10, p.Index / 10.0), p.Item.LearningRate, p.Item.LearningRate * 1e-12));
        Assert.True(result.Points[^1].Loss > result.Points[0].Loss);
    }

    [Fact]
    public void Suggestions_are_where_the_curve_says()
    {
        // Flat at 3, from 1e-4 on down along a cosine to 1 at 1e-1, steepest halfway, then up: as a network's.
        double Loss(double power) => power < -4 ? 3 : power < -1 ? 2 + Math.Cos(Math.PI * (power + 4) / 3) : 1 + 5 * (power + 1) * (power + 1);
        var powers = Enumerable.Range(0, 161).Select(i => -7 + i / 20.0).ToArray();
        var result = new RangeTestResult([.. powers.Select(p => Math.Pow(10, p))], [.. powers.Select(Loss)], null);
        Near(-2.5, result.Steepest);
        Near(-1, result.Minimum);
        Assert.Equal(result.Minimum / 10, result.MinimumTenth);
        Near(-2.5, result.Valley, 0.3); // the fall is from −4 to −1, and of what is flat the roundings fall, too
        Near(-4 + 3 * Math.Acos(-0.7) / Math.PI, result.Recommended); // 85 % of the way from 3 to 1
        var middle = result.Points[90]; // 10^−2.5: slope −π/3 a power of ten
        Assert.Equal(-Math.PI / 3 / Math.Log(10), middle.Slope, 0.01);

        void Near(double power, double? rate, double tolerance = 0.11) => Assert.Equal(power, Math.Log10(rate!.Value), tolerance);
    }

    [Fact]
    public void Where_no_rate_teaches_anything_none_is_suggested()
    {
        var random = new Random(1);
        var rates = Enumerable.Range(0, 100).Select(i => 1e-7 * Math.Pow(10, i / 12.0)).ToArray();
        foreach (var losses in new[] { rates.Select(_ => 2.3).ToArray(), [.. rates.Select(_ => 2.3 + 0.1 * random.NextDouble())], [.. rates.Select((_, i) => 2.3 + 0.01 * i)] })
        {
            var result = new RangeTestResult(rates, losses, null);
            Assert.Null(result.Recommended);
            Assert.Null(result.Valley);
        }

        Assert.Null(new RangeTestResult([1e-7], [double.MaxValue], "at once").Recommended);
        Assert.Null(new RangeTestResult([], [], "at once").Recommended);
    }

    [Theory]
    [InlineData(0, 10, 100, 4, "RangeTest: Lowest is 0; it must be above 0.")]
    [InlineData(1, 1, 100, 4, "RangeTest: Highest is 1; it must be above Lowest, 1.")]
    [InlineData(1, 2, 19, 4, "RangeTest: Updates is 19; it must be 20 or more.")]
    [InlineData(1, 2, 20, 1, "RangeTest: DivergesAt is 1; it must be above 1.")]
    public void Impossible_settings_are_explained(double lowest, double highest, int updates, double divergesAt, string message)
    {
        var (trainer, data) = Run();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new RangeTest { Lowest = lowest, Highest = highest, Updates = updates, DivergesAt = divergesAt }.Run(trainer, data, 50));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>A run with most of what a run may hold.</summary>
    internal static Trainer Everything()
    {
        var model = new Sequential(new Conv2d(1, 8, 3, padding: 1), new BatchNorm2d(8), new ReLU(), new Dropout2d(keep: 0.8), new MaxPool2d(2), new Flatten(), new Dropout(keep: 0.7), new Linear(128, 3));
        model.Initialize(1);
        return new Trainer(model, new CrossEntropy(labelSmoothing: 0.1), new Nesterov(0.02))
        {
            Seed = 3,
            Mix = new Mixup(),
            Clipping = new GradientClipping(globalNorm: 1),
            Accumulate = 2,
            Schedule = new CosineSchedule(),
            Regularizer = new ElasticNet(1e-4, 0.5),
            Hooks = { new MaxNorm(2), new ExponentialAveraging(0.9) },
        };
    }

    private static (Trainer Trainer, Dataset Data) Run()
    {
        var model = new Sequential(new Linear(64, 32), new BatchNorm1d(32), new ReLU(), new Dropout(keep: 0.8), new Linear(32, 10));
        model.Initialize(1);
        return (new Trainer(model, new CrossEntropy(), new Adam(1e-3)) { Seed = 3, Regularizer = new Ridge(1e-4) }, Digits.Load());
    }

    /// <summary>Weights, statistics, counters, gradients and the optimizer's state, as bytes.</summary>
    internal static List<string> StateOf(Trainer trainer) =>
    [
        .. trainer.Model.NamedParameters().Select(p => $"{p.Name} {p.Parameter.Trainable} {Bytes(p.Parameter)} {(p.Parameter.Grad is { } g ? Bytes(g) : "none")}"),
        .. trainer.Optimizer.State().Select(s => $"{s.Key} {Bytes(s.Value)}"),
    ];

    private static string Bytes(Tensor tensor) => Convert.ToHexString(tensor.Type switch
    {
        DType.Float32 => MemoryMarshal.AsBytes(tensor.Span<float>()),
        DType.Float64 => MemoryMarshal.AsBytes(tensor.Span<double>()),
        _ => MemoryMarshal.AsBytes(tensor.Span<int>()),
    });
}
