using Xunit;

namespace Descent.Tests.Checks;

public class RateTrialsTests
{
    [Fact]
    public void The_run_is_the_same_to_the_bit_before_and_after_and_trains_on_as_if_there_had_been_no_trial()
    {
        var (tried, other) = (RangeTestTests.Everything(), RangeTestTests.Everything());
        var data = SmallData.Stripes(120);
        foreach (var trainer in (Trainer[])[tried, other]) trainer.Fit(data, null, epochs: 1, batchSize: 20);
        var (before, rate) = (RangeTestTests.StateOf(tried), tried.Optimizer.LearningRate);
        Assert.NotEmpty(new RateTrials { Steps = 2 }.Run(tried, data, 20, 0.01));
        Assert.Equal(before, RangeTestTests.StateOf(tried));
        Assert.Equal(rate, tried.Optimizer.LearningRate);
        Assert.All(tried.Model.NamedModules(), m => Assert.True(m.Module.Training));
        foreach (var trainer in (Trainer[])[tried, other]) trainer.Fit(data, null, epochs: 1, batchSize: 20);
        Assert.Equal(RangeTestTests.StateOf(other), RangeTestTests.StateOf(tried));
    }

    [Fact]
    public void A_trial_is_what_training_at_its_rate_comes_to()
    {
        var patient = Patient.Classes(Patient.Normed());
        var trials = new RateTrials { Steps = 1 }.Run(new Trainer(patient.Model, patient.Loss, new Adam(1e-3)) { Seed = 5 }, patient.Data.Train, 32, 0.01);
        Assert.Equal([0.01, 0.01 / Math.Pow(10, 0.25), 0.01 * Math.Pow(10, 0.25)], trials.Select(t => Math.Round(t.LearningRate, 15)), (a, b) => Math.Abs(a - b) < 1e-12);
        var trainer = new Trainer(patient.Model, patient.Loss, new Adam(0.01)) { Seed = 5 };
        trainer.Fit(patient.Data.Train, null, epochs: 2, batchSize: 32);
        Assert.Equal(new RateTrial(0.01, trainer.Steps, trainer.Evaluate(patient.Data.Train)["loss"], true), trials[0]);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1)]
    public void From_a_bad_rate_it_goes_downhill(double start)
    {
        var patient = Patient.Classes();
        var settings = new RateTrials { Epochs = 10 };
        var trials = settings.Run(new Trainer(patient.Model, patient.Loss, new Adam(1e-3)) { Seed = 5 }, patient.Data.Train, 32, start);
        Assert.InRange(trials.Count, 4, 7);
        Assert.True(settings.BestOf(trials)!.Value.Loss < 0.5 * trials[0].Loss);
        Assert.InRange(settings.BestOf(trials)!.Value.LearningRate, 1e-3, 0.2);
    }

    [Fact]
    public void Of_short_trials_a_lower_rate_that_is_nearly_as_good_is_taken()
    {
        RateTrial Trial(double rate, double loss, bool isWhole) => new(rate, 100, loss, isWhole);
        var settings = new RateTrials();
        Assert.Equal(0.1, settings.BestOf([Trial(0.1, 1.01, false), Trial(0.3, 1, false), Trial(0.03, 1.04, false)])!.Value.LearningRate);
        Assert.Equal(0.3, settings.BestOf([Trial(0.1, 1.01, true), Trial(0.3, 1, true), Trial(1, double.PositiveInfinity, false)])!.Value.LearningRate);
        Assert.Null(settings.BestOf([Trial(0.1, double.PositiveInfinity, false)]));
    }

    [Fact]
    public void A_cancelled_trial_leaves_the_run_as_it_was_and_impossible_settings_are_explained()
    {
        var patient = Patient.Classes();
        var trainer = new Trainer(patient.Model, patient.Loss, patient.Optimizer);
        var before = RangeTestTests.StateOf(trainer);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new RateTrials().Run(trainer, patient.Data.Train, 32, 0.01, cancel.Token));
        Assert.Equal(before, RangeTestTests.StateOf(trainer));
        Assert.StartsWith("RateTrials: Updates is 0; it must be 1 or more.", Assert.Throws<ArgumentOutOfRangeException>(() => new RateTrials { Updates = 0 }.Run(trainer, patient.Data.Train, 32, 0.01)).Message, StringComparison.Ordinal);
        Assert.StartsWith("RateTrials: start is 0; it must be above 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new RateTrials().Run(trainer, patient.Data.Train, 32, 0)).Message, StringComparison.Ordinal);
    }
}
