using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class OptimizerSectionTests
{
    private static readonly string[] s_names = ["momentum", "rmsprop", "adam", "adadelta", "adagrad", "sgd"];

    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("optimizers");

    [Fact]
    public void Momentum_reaches_lower_in_the_valley_than_descent_without_memory() =>
        Assert.True(s_figures["valley.height.momentum"] < 0.1 * s_figures["valley.height.sgd"]);

    [Fact]
    public void Every_optimizer_goes_down_the_valley_and_trains_the_network()
    {
        var start = ValleyPath.Follow(new SGD(0), default).Heights[0];
        foreach (var name in s_names)
        {
            Assert.True(s_figures[$"valley.height.{name}"] < 0.5 * start, name);
            Assert.True(s_figures[$"network.loss.{name}"] < 0.3, name);
        }
    }

    [Fact]
    public void A_path_is_that_of_the_formula_by_hand()
    {
        var path = ValleyPath.Follow(new SGD(0.01), default);
        Assert.Equal((ValleyPath.StartX, 1.0), (Math.Round(path.X[0], 6), path.Y[0]));
        double x = path.X[0], y = path.Y[0];
        for (var i = 1; i <= 3; i++)
        {
            var wall = y - x * x;
            (x, y) = (x - 0.01 * (-2 * (1 - x) - 4 * ValleyPath.Steepness * x * wall), y - 0.01 * 2 * ValleyPath.Steepness * wall);
            Assert.Equal(x, path.X[i], 1e-5);
            Assert.Equal(y, path.Y[i], 1e-5);
        }
    }
}
