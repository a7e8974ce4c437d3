using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class CrossEntropySectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("cross-entropy");

    [Fact]
    public void Backpropagation_gives_prediction_minus_target()
    {
        Assert.InRange(s_figures["gradient.error"], 0, 1e-12);
        Assert.InRange(s_figures["softmax_gradient.error"], 0, 1e-12);
    }

    [Fact]
    public void A_confident_mistake_is_told_a_hundred_times_louder_than_by_squared_error()
    {
        Assert.InRange(s_figures["gradient.cross_entropy"], -1, -0.99);
        Assert.InRange(s_figures["gradient.cross_entropy"] / s_figures["gradient.squared_error"], 100, 1000);
    }

    [Fact]
    public void A_network_that_starts_confidently_wrong_learns_more_by_cross_entropy() => Assert.True(s_figures["accuracy.cross_entropy"] > s_figures["accuracy.squared_error"] + 0.05);
}
