using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Training;

public class AccumulationTests
{
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
}
