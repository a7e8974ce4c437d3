using Xunit;

namespace Descent.Tests.Training;

public class TrainerScheduleTests
{
    [Fact]
    public void Each_update_gets_its_rate_and_the_optimizer_its_own_back()
    {
        var seen = new Rates();
        var sgd = new SGD(0.5);
        var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), sgd)
        {
            Schedule = new WarmupSchedule(new CosineSchedule(per: ScheduleUnit.Step), epochs: 1, start: 0.1),
            Hooks = { seen },
        };
        var history = trainer.Fit(Samples(5), null, epochs: 4, batchSize: 2);
        var expected = trainer.Schedule.Curve(0.5, 3, 4).ToArray();
        Assert.Equal(expected, seen.Seen);
        Assert.Equal(expected.Where((_, i) => i % 3 == 2), history.Epochs.Select(e => e.LearningRate));
        Assert.Equal(0.5, sgd.LearningRate);
        Assert.Equal(3, trainer.StepsPerEpoch);
    }

    [Fact]
    public void A_plateau_is_seen_in_the_metric_it_watches()
    {
        // A rate of 0 learns nothing: every epoch's loss is the same.
        var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(1e-30)) { Schedule = new PlateauSchedule(0.5, patience: 1, metric: "train.loss") };
        var history = trainer.Fit(Samples(4), null, epochs: 6, batchSize: 4);
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.25], history.Epochs.Select(e => e.LearningRate / 1e-30));
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.25], trainer.Fit(Samples(4), null, epochs: 6, batchSize: 4).Epochs.Select(e => e.LearningRate / 1e-30)); // each run starts afresh
    }

    [Fact]
    public void What_does_not_fit_the_run_is_refused_before_it_starts()
    {
        Says("WarmupSchedule: the warm-up takes 3 epochs, but the run has 3; it must be shorter than the run.", new WarmupSchedule(new CosineSchedule(), epochs: 3));
        Says("WarmupSchedule: the warm-up takes 7 updates, but the run has 6; it must be shorter than the run.", new WarmupSchedule(new CosineSchedule(), steps: 7));
        Says("OneCycleSchedule: the rise takes 0.1 of 6 updates, which is no more than one; it must take longer. Train longer, rise for a larger share, or count updates.", new OneCycleSchedule(0.1));
        Says("the schedule monitors validation.loss, but there is no validation data; give some, or monitor train.loss.", new PlateauSchedule());
        Says("the schedule monitors validation.auc, which is not measured", new PlateauSchedule(metric: "validation.auc"));

        static void Says(string text, Schedule schedule)
        {
            var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD()) { Schedule = schedule };
            Assert.StartsWith(text, Assert.Throws<TrainingException>(() => trainer.Fit(Samples(4), null, epochs: 3, batchSize: 2)).Message, StringComparison.Ordinal);
        }
    }

    private static InMemoryDataset Samples(int count) => new(
        [.. Enumerable.Range(0, count).Select(i => (float)i)], [1], [.. Enumerable.Range(0, count).Select(i => 2f * i)], new TargetInfo(TargetKind.Value, 1, ["y"]));

    private sealed class Rates : TrainingHook
    {
        public List<double> Seen { get; } = [];

        public override void OnStepEnd(Trainer trainer) => Seen.Add(trainer.Optimizer.LearningRate);
    }
}
