using Xunit;

namespace Descent.Tests.Checks;

public class StepTradeOffTests
{
    [Fact]
    public void The_error_over_the_step_is_a_V_whose_lowest_point_is_near_theory()
    {
        var model = new Sequential(new Linear(5, 8), new Tanh(), new Linear(8, 3));
        model.Initialize(1);
        var x = Tensor.From([.. Enumerable.Range(0, 50).Select(i => MathF.Sin(1.3f * i))], [10, 5]);
        var tradeOff = new GradientCheck { Coordinates = 100 }.TradeOff(model, new CrossEntropy(), x, Tensor.From([.. Enumerable.Range(0, 10).Select(i => i % 3)], [10]));

        Assert.Equal(0.1, tradeOff.Steps[0].Step, 1e-12);
        Assert.Equal(1e-13, tradeOff.Steps[^1].Step, 1e-20);
        Assert.InRange(tradeOff.Best.Step, StepTradeOff.Theory / 10, StepTradeOff.Theory * 10);
        Assert.True(tradeOff.Best.Error < 1e-9, $"{tradeOff}");

        // On the left of the table truncation: with h² the error falls, a factor of 10 a row. On the right rounding: it rises with 1/h, a factor of √10 a row.
        for (var i = 0; tradeOff.Steps[i + 1].Step > 3e-4; i++) Assert.InRange(tradeOff.Steps[i].Error / tradeOff.Steps[i + 1].Error, 8, 12);
        var shortest = tradeOff.Steps[^1];
        var middle = tradeOff.Steps.First(s => s.Step < 1.5e-8);
        Assert.InRange(Math.Log(shortest.Error / middle.Error) / Math.Log(middle.Step / shortest.Step), 0.8, 1.2);
        Assert.Equal(26, $"{tradeOff}".Split('\n').Length);
        Assert.Contains("best", $"{tradeOff}", StringComparison.Ordinal);
    }
}
