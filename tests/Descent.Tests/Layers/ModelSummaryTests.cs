using Xunit;

namespace Descent.Tests.Layers;

public class ModelSummaryTests
{
    [Fact]
    public void A_summary_is_a_table_with_totals()
    {
        var model = new Sequential(new Flatten(), new Linear(64, 128), new ReLU(), new Dropout(keep: 0.8), new Linear(128, 10));
        const string expected = """
            Sequential, input [1, 8, 8, 1]
            name   layer              output    parameters  trainable  multiply-adds
            ────────────────────────────────────────────────────────────────────────
            0      Flatten            [1, 64]            0          0              0
            1      Linear(64 → 128)   [1, 128]       8,320      8,320          8,192
            2      ReLU               [1, 128]           0          0              0
            3      Dropout(keep 0.8)  [1, 128]           0          0              0
            4      Linear(128 → 10)   [1, 10]        1,290      1,290          1,280
            ────────────────────────────────────────────────────────────────────────
            total                                    9,610      9,610          9,472
            parameters take 37.5 KiB
            """;
        var summary = model.Summary([8, 8, 1]);
        Assert.Equal(expected, summary.ToString());
        Assert.Equal(9610, summary.Parameters);
        Assert.Equal(4 * 9610, summary.ParameterBytes);
        Assert.Equal([1, 128], summary.Rows[2].Output!.Value);
    }

    [Fact]
    public void Every_modules_mode_is_restored_even_when_the_pass_fails()
    {
        var model = new Sequential(new Linear(4, 3), new Dropout(keep: 0.5), new Linear(3, 2));
        model[1].Eval();
        model.Summary([4]);
        Assert.Equal([true, true, false, true], model.NamedModules().Select(m => m.Module.Training));
        var error = Assert.Throws<ShapeException>(() => model.Summary([5]));
        Assert.Contains("in model.0 (Linear)", error.Message, StringComparison.Ordinal);
        Assert.Equal([true, true, false, true], model.NamedModules().Select(m => m.Module.Training));
        Assert.Null(Observation.Current);
    }

    [Fact]
    public void Frozen_and_tied_parameters_are_counted_once_and_apart()
    {
        var shared = new Linear(4, 4);
        var model = new Sequential(shared, shared, new Linear(4, 1));
        shared.Weight.Trainable = false;
        var summary = model.Summary([4]);
        Assert.Equal((25, 9), (summary.Parameters, summary.Trainable));
        Assert.Equal(2 * 16 + 4, summary.MultiplyAdds);
    }
}
