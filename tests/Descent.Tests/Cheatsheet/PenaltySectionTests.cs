using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class PenaltySectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("penalties");

    [Fact]
    public void Only_Lasso_and_Elastic_Net_make_exact_zeros()
    {
        Assert.Equal(1, s_figures["zeros.most.lasso"]); // at the strongest, all
        Assert.InRange(s_figures["zeros.most.elastic_net"], 0.5, 1);
        Assert.Equal(0, s_figures["zeros.most.ridge"]);
        Assert.Equal(0, s_figures["zeros.most.lasso_by_sub_gradient"]);
        Assert.InRange(s_figures["zeros.least.lasso"], 0, 0.4); // and at the weakest few
    }

    [Fact]
    public void Lassos_coefficients_are_those_of_its_optimum() => Assert.InRange(s_figures["lasso.optimality.error"], 0, 1e-3);

    [Fact]
    public void Of_measures_that_are_alike_Lasso_chooses_and_Ridge_shares() => Assert.True(s_figures["alike.share.lasso"] > s_figures["alike.share.ridge"]);

    [Fact]
    public void The_data_in_the_program_are_the_examples()
    {
        var data = CellMeasures.Load(seed: 1);
        Assert.Equal(["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry", "fractal dimension"], data.Names);
        Assert.Equal(569, data.Train.Targets.Count + data.Validation.Targets.Count + data.Test.Targets.Count);
        Assert.Equal(357, data.Train.Targets.ToArray<float>().Sum() + data.Validation.Targets.ToArray<float>().Sum() + data.Test.Targets.ToArray<float>().Sum());
        var values = data.Train.Inputs.ToArray<float>();
        for (var m = 0; m < 10; m++)
        {
            var column = values.Where((_, i) => i % 10 == m).ToList();
            Assert.Equal(0, column.Average(v => (double)v), 1e-5);
            Assert.Equal(1, column.Average(v => (double)v * v), 1e-4);
        }
    }
}
