using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class SmallBatchSectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("small-batch");

    [Fact]
    public void The_healthy_network_learns_the_batch_by_heart()
    {
        Assert.Equal(1, s_figures["passes.healthy"]);
        Assert.True(s_figures["loss.healthy"] < s_figures["goal.healthy"]);
    }

    [Theory]
    [InlineData("weights_all_0")]
    [InlineData("bottleneck")]
    [InlineData("wrong_sign")]
    public void A_broken_one_does_not(string name)
    {
        Assert.Equal(0, s_figures[$"passes.{name}"]);
        Assert.True(s_figures[$"loss.{name}"] > 10 * s_figures[$"goal.{name}"]);
    }
}
