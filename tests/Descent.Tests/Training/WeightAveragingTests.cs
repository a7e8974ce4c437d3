using Xunit;

namespace Descent.Tests.Training;

public class WeightAveragingTests
{
    [Fact]
    public void The_moving_average_follows_its_formula_and_is_what_is_validated_and_left()
    {
        var log = new Log();
        var model = Network();
        var trainer = new Trainer(model, new MeanSquaredError(), new SGD(0.05)) { Hooks = { log, new ExponentialAveraging(0.8) } };
        var history = trainer.Fit(Data(), Data(), epochs: 3, batchSize: 2);
        var average = log.AfterStep[0];
        foreach (var weights in log.AfterStep.Skip(1)) average = [.. average.Zip(weights, (a, w) => (float)(a + (1 - 0.8) * (w - a)))];
        Assert.All(Weights(model).Zip(average), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal(trainer.Evaluate(Data())["loss"], history.Epochs[^1].Validation!["loss"]);

        // Training itself is not touched.
        var other = new Log();
        new Trainer(Network(), new MeanSquaredError(), new SGD(0.05)) { Hooks = { other } }.Fit(Data(), Data(), epochs: 3, batchSize: 2);
        Assert.Equal(other.AfterStep, log.AfterStep);
    }

    [Fact]
    public void The_stochastic_average_is_the_mean_of_the_ends_of_epochs()
    {
        var log = new Log();
        var model = Network();
        new Trainer(model, new MeanSquaredError(), new SGD(0.05)) { Hooks = { log, new StochasticAveraging(startEpoch: 2, everyEpochs: 2) } }.Fit(Data(), null, epochs: 5, batchSize: 2);
        var ends = new[] { 2, 4 }.Select(epoch => log.AfterStep[3 * epoch - 1]).ToArray();
        Assert.All(Weights(model).Zip(ends[0].Zip(ends[1], (a, b) => (a + b) / 2)), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void A_saved_average_goes_on_to_the_same_bits()
    {
        var (first, second) = (new ExponentialAveraging(0.9), new ExponentialAveraging(0.9));
        var model = Network();
        var trainer = new Trainer(model, new MeanSquaredError(), new SGD());
        first.OnStart(trainer);
        second.OnStart(trainer);
        for (var step = 0; step < 6; step++)
        {
            model.NamedParameters()[0].Parameter.Span<float>()[0] = step * step;
            first.OnStepEnd(trainer);
            if (step == 3) second.Load(new StateReader(Saved(first), "saved"));
            if (step > 3) second.OnStepEnd(trainer);
        }

        Assert.Equal(Saved(first).Tensors["average/0.weight"].ToArray<float>(), Saved(second).Tensors["average/0.weight"].ToArray<float>());
        Assert.Equal(6, second.Count);
        Assert.StartsWith("saved: it has no count;",
            Assert.Throws<CheckpointException>(() => second.Load(new StateReader(new TrainingState(), "saved"))).Message, StringComparison.Ordinal);

        static TrainingState Saved(ExponentialAveraging average)
        {
            var state = new TrainingState();
            state.Take(average);
            return state;
        }
    }

    [Fact]
    public void Impossible_settings_are_refused_with_the_rule()
    {
        Assert.StartsWith("ExponentialAveraging: decay is 1; it must be at least 0 and below 1.", Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new ExponentialAveraging(1); }).Message, StringComparison.Ordinal);
        Assert.StartsWith("StochasticAveraging: startEpoch is 0; it must be 1 or more.", Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new StochasticAveraging(0); }).Message, StringComparison.Ordinal);
    }

    private static Sequential Network()
    {
        var model = new Sequential(new Linear(1, 1));
        model.Initialize(3);
        return model;
    }

    private static float[] Weights(Module model) => [.. model.NamedParameters().SelectMany(p => p.Parameter.ToArray<float>())];

    private static InMemoryDataset Data() => new([0f, 1, 2, 3, 4], [1], [1f, 3, 2, 5, 4], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private sealed class Log : TrainingHook
    {
        public List<float[]> AfterStep { get; } = [];

        public override void OnStepEnd(Trainer trainer) => AfterStep.Add(Weights(trainer.Model));
    }
}
