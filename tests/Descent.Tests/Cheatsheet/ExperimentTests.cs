using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

/// <summary>The parts that experiments are made of.</summary>
public sealed class ExperimentTests
{
    [Fact]
    public void A_trial_is_a_function_of_its_settings()
    {
        var trial = SmallTrial(0.1);
        var (once, again, other) = (trial.Run(default), trial.Run(default), (trial with { Seed = 2 }).Run(default));
        Assert.Equal(once.StepLosses, again.StepLosses);
        Assert.NotEqual(once.StepLosses, other.StepLosses);
        Assert.Equal((3 * 10, 3 * 10), (once.StepLosses.Count, once.StepSeconds.Count));
        Assert.Equal(once.StepSeconds.Order(), once.StepSeconds);
        Assert.Equal(3, once.Curve("train.loss").Count);
        Assert.Equal(once.Measure(trial.Train, "accuracy"), once.Measure(trial.Train, "accuracy"));
        Assert.Throws<OperationCanceledException>(() => trial.Run(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_best_rate_is_neither_one_that_fails_nor_one_that_stands_still()
    {
        var grid = RateGrid.Run(SmallTrial, [1e-6, 0.1, 1e30], seeds: 2, run => -run.Last("train.loss"), default);
        Assert.Equal((1, 0.1), (grid.Best, grid.BestRate));
        Assert.True(double.IsNaN(grid.Scores[2]) && grid.Outcomes[2].All(r => r.Failed));
        Assert.Equal([2, 2, 2], grid.Outcomes.Select(o => o.Count));
        Assert.Equal(-1, RateGrid.Run(SmallTrial, [1e30], seeds: 1, run => 0, default).Best);
    }

    [Fact]
    public void Curves_keep_their_ends_and_start_without_bias()
    {
        var line = Curves.Line("a", [.. Enumerable.Range(0, 10_000).Select(i => (double)i)]);
        Assert.InRange(line.X.Count, 100, 400);
        Assert.Equal((1.0, 10_000.0, 0.0, 9999.0), (line.X[0], line.X[^1], line.Y[0], line.Y[^1]));
        Assert.Equal(Enumerable.Repeat(7.0, 5), Curves.Smooth([7, 7, 7, 7, 7], keep: 0.9).Select(v => Math.Round(v, 12)));
        var band = Curves.Band("b", [[1, 2, 3], [3, 4]]);
        Assert.Equal([2.0, 3], band.Y);
        Assert.True(band.Low![0] < 2 && band.High![1] > 3);
        Assert.Null(Curves.Band("c", [[1, 2]]).Low);
    }

    private static Trial SmallTrial(double rate) => new()
    {
        Model = () => new Sequential(new Linear(64, 8), new ReLU(), new Linear(8, 10)),
        Optimizer = () => new SGD(rate),
        Train = new Subset(Digits.Load(), [.. Enumerable.Range(0, 80)]),
        Epochs = 3,
        BatchSize = 8,
    };
}
