using Descent.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Training;

/// <summary>Promise R13: the gradients of an update's batches are those of one big batch, the last partial update of an epoch included.</summary>
public class AccumulationTests
{
    private static readonly Func<Loss>[] s_losses =
    [
        () => new MeanSquaredError(), () => new MeanAbsoluteError(), () => new Huber(0.5), () => new MeanSquaredError(Reduction.Sum), () => new Huber(0.5, Reduction.Sum),
    ];

    /// <summary>Every gradient that is about to be applied, over two epochs, in float64: the splits may differ by rounding alone.</summary>
    [Fact]
    public void Every_gradient_of_any_split_is_that_of_one_batch() => Prop.ForAll(
        Gen.Choose(1, 7).Two().Zip(Gen.Choose(1, 60)).Zip(Gen.Choose(0, s_losses.Length - 1).Zip(Gen.Choose(1, 1000))).ToArbitrary(), split =>
        {
            var (((batchSize, accumulate), samples), (loss, seed)) = split;
            var whole = Gradients(s_losses[loss](), batchSize * accumulate, 1, samples, (ulong)seed);
            var parts = Gradients(s_losses[loss](), batchSize, accumulate, samples, (ulong)seed);
            Assert.Equal(2 * ((samples + batchSize * accumulate - 1) / (batchSize * accumulate)), parts.Count);
            Assert.Equal(whole.Count, parts.Count);
            for (var update = 0; update < whole.Count; update++)
                foreach (var (expected, actual) in whole[update].Zip(parts[update]))
                    if (Math.Abs(expected - actual) > 1e-12 * Math.Max(1, Math.Abs(expected))) return false.Label($"update {update}: {expected:R} as one batch of {batchSize * accumulate}, {actual:R} in batches of {batchSize}, {samples} samples");
            return true.ToProperty();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Soak.Cases(200, 5000)));

    [Theory]
    [InlineData(8, 1, 24)]
    [InlineData(4, 2, 23)]
    [InlineData(2, 4, 21)]
    [InlineData(1, 8, 17)]
    [InlineData(3, 3, 20)]
    [InlineData(5, 2, 3)]
    public void Batches_of_an_update_count_as_one(int batchSize, int accumulate, int samples)
    {
        // Sums in another order differ by roundings of float. The last update of an epoch is smaller.
        var whole = Fit(batchSize * accumulate, 1, samples, out var wholeSteps);
        var parts = Fit(batchSize, accumulate, samples, out var steps);
        Assert.Equal(wholeSteps, steps);
        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    [Fact]
    public void Any_split_of_an_update_counts_as_one_batch() => Prop.ForAll(
        Gen.Choose(1, 6).Two().Zip(Gen.Choose(1, 40)).ToArbitrary(), split =>
        {
            var ((batchSize, accumulate), samples) = split;
            var whole = Fit(batchSize * accumulate, 1, samples, out var wholeSteps);
            var parts = Fit(batchSize, accumulate, samples, out var steps);
            return wholeSteps == steps && whole.Zip(parts).All(pair => Math.Abs(pair.First - pair.Second) <= 5e-5);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Rules_on_updates_count_updates_and_not_batches()
    {
        var trainer = new Trainer(Network(), new MeanSquaredError(), new SGD(0.1)) { Accumulate = 3, Schedule = new StepSchedule(1, 0.5, ScheduleUnit.Step) };
        var history = trainer.Fit(Data(20), null, epochs: 2, batchSize: 2);
        Assert.Equal((4, 8), (trainer.StepsPerEpoch, trainer.Steps)); // 10 batches: 3 + 3 + 3 + 1
        Assert.Equal([0.1 / 8, 0.1 / 128], history.Epochs.Select(e => e.LearningRate));
        Assert.Equal("Accumulate is 0; an update takes 1 batch or more.",
            Assert.Throws<TrainingException>(() => new Trainer(Network(), new MeanSquaredError(), new SGD()) { Accumulate = 0 }.Fit(Data(4), null, 1, 2)).Message);
    }

    private static List<double[]> Gradients(Loss loss, int batchSize, int accumulate, int samples, ulong seed)
    {
        var model = new Sequential(new InDouble(), new Linear(2, 5), new Tanh(), new Linear(5, 1));
        model.Initialize(3);
        model.To(DType.Float64);
        var recorder = new GradientRecorder();

        // A rate of next to nothing: each update starts from the same weights, so that roundings do not grow.
        new Trainer(model, new LossInDouble(loss), new SGD(1e-30)) { Accumulate = accumulate, Seed = seed, Metrics = [], Hooks = { recorder } }.Fit(Data(samples), null, epochs: 2, batchSize);
        return recorder.Gradients;
    }

    private static double[] Fit(int batchSize, int accumulate, int samples, out long steps)
    {
        var model = Network();
        var trainer = new Trainer(model, new MeanSquaredError(), new Momentum(0.05)) { Accumulate = accumulate, Seed = 5 };
        trainer.Fit(Data(samples), null, epochs: 3, batchSize);
        steps = trainer.Steps;
        return [.. model.NamedParameters().SelectMany(p => p.Parameter.ToArray<float>()).Select(v => (double)v)];
    }

    private static Sequential Network()
    {
        var model = new Sequential(new Linear(2, 5), new Tanh(), new Linear(5, 1));
        model.Initialize(3);
        return model;
    }

    private static InMemoryDataset Data(int count) => new(
        [.. Enumerable.Range(0, 2 * count).Select(i => MathF.Sin(i))], [2], [.. Enumerable.Range(0, count).Select(i => MathF.Cos(i))], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private sealed class InDouble : Module
    {
        protected override Tensor Compute(Tensor x) => x.To(DType.Float64);
    }

    private sealed class LossInDouble(Loss loss) : Loss(loss.Reduction)
    {
        public override Tensor Compute(Tensor predictions, Tensor targets) => loss.Compute(predictions, targets.To(DType.Float64));
    }

    private sealed class GradientRecorder : TrainingHook
    {
        public List<double[]> Gradients { get; } = [];

        public override void OnGradients(Trainer trainer) => Gradients.Add([.. trainer.Model.NamedParameters().SelectMany(p => p.Parameter.Grad!.ToArray<double>())]);
    }
}
