using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class GradientCheckSectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("gradient-checking");

    [Fact]
    public void The_error_over_the_step_is_a_V()
    {
        Assert.InRange(s_figures["best.step"], 1e-7, 1e-4);
        Assert.InRange(s_figures["best.error"], 0, 1e-8);
        Assert.True(s_figures["long.step.error"] > 1e4 * s_figures["best.error"] && s_figures["short.step.error"] > 1e4 * s_figures["best.error"]);
        Assert.InRange(s_figures["slope.long"], 1.8, 2.2);    // h², what the difference cuts off
        Assert.InRange(s_figures["slope.short"], -1.2, -0.8); // 1/h, rounding
    }

    [Fact]
    public void A_planted_mistake_is_found_and_the_right_gradient_passes()
    {
        Assert.Equal(((double)CheckVerdict.Pass, (double)CheckVerdict.Fail), (s_figures["verdict.right"], s_figures["verdict.wrong"]));
        Assert.True(s_figures["error.right"] < 1e-6 && s_figures["error.wrong"] > 1e-2);
    }

    [Fact]
    public void Both_gradients_agree_and_the_numerical_one_computes_the_loss_twice_a_parameter()
    {
        Assert.Equal(2, s_figures["evaluations.per_parameter"]);
        Assert.InRange(s_figures["agreement"], 0, 1e-7);
        Assert.True(s_figures["time.numerical"] > 0 && s_figures["time.analytical"] > 0);
    }
}
