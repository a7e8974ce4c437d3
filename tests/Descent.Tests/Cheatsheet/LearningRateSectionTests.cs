using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class LearningRateSectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("learning-rate");

    [Fact]
    public void The_range_test_recommends_a_rate_below_the_one_at_which_it_diverges()
    {
        Assert.Equal(1, s_figures["diverged"]);
        Assert.True(s_figures["rate.recommended"] <= s_figures["rate.minimum"] && s_figures["rate.minimum"] < s_figures["rate.too_high"]);
    }

    [Fact]
    public void Too_low_hardly_learns_and_too_high_does_not_at_all()
    {
        Assert.True(s_figures["loss.right"] < 0.2);
        Assert.True(s_figures["loss.too_low"] > 5 * s_figures["loss.right"]);
        Assert.False(s_figures["loss.too_high"] < 0.9 * s_figures["loss.start"]); // a loss that is no number is above any
    }

    [Fact]
    public void The_recommended_rate_is_within_a_factor_of_ten_of_the_best() =>
        Assert.InRange(s_figures["sweep.best_rate"] / s_figures["rate.recommended"], 0.1, 10);
}
