using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class EarlyStoppingSectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("early-stopping");

    [Fact]
    public void It_stops_patience_epochs_after_the_best_one()
    {
        Assert.Equal(1, s_figures["stopped"]);
        Assert.Equal(s_figures["best_epoch"] + 5, s_figures["stop_epoch"]);
        Assert.InRange(s_figures["epochs.saved"], 0.3, 1);
    }

    [Fact]
    public void A_run_that_is_stopped_is_the_beginning_of_the_one_that_is_not_and_keeps_its_best_weights()
    {
        Assert.Equal(0, s_figures["prefix.error"]);
        Assert.Equal(s_figures["best.validation_loss"], s_figures["kept.validation_loss"], 1e-6);
        Assert.True(s_figures["kept.validation_loss"] < s_figures["last.validation_loss"]);
    }

    [Fact]
    public void What_is_kept_is_better_than_the_end() => Assert.True(s_figures["accuracy.gain.low"] > 0);

    [Fact]
    public void More_patience_never_keeps_worse()
    {
        double[] best = [.. new[] { 1, 2, 3, 5, 10, 20 }.Select(p => s_figures[$"best.patience_{p}"])];
        Assert.Equal(best.OrderDescending(), best);
    }
}
