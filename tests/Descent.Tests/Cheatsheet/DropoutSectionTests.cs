using Descent.Cli;
using Xunit;

namespace Descent.Tests.Cheatsheet;

public sealed class DropoutSectionTests
{
    private static readonly IReadOnlyDictionary<string, double> s_figures = SheetRuns.Figures("dropout");

    [Fact]
    public void The_gap_narrows_as_more_is_dropped()
    {
        double[] gaps = [.. new[] { "0.2", "0.35", "0.5", "0.75", "1" }.Select(keep => s_figures[$"gap.keep_{keep}"])];
        Assert.Equal(gaps.Order(), gaps);
        Assert.True(s_figures["gap.closed.low"] > 0);
    }

    [Fact]
    public void With_wrong_labels_dropout_gains_accuracy_and_too_much_loses_it_again()
    {
        Assert.True(s_figures["accuracy.gain.low"] > 0);
        Assert.InRange(s_figures["best_keep"], 0.3, 0.8);
        Assert.True(s_figures["accuracy.keep_0.2"] < s_figures["accuracy.keep_0.35"]);
    }

    [Fact]
    public void Labels_are_misread_in_the_share_that_is_asked_for()
    {
        var digits = Digits.Load();
        var (none, some, again) = (MisreadLabels.In(digits, 0, 1), MisreadLabels.In(digits, 0.3, 1), MisreadLabels.In(digits, 0.3, 1));
        var all = Enumerable.Range(0, digits.Count).ToList();
        Assert.All(all, i => Assert.Equal(digits.ReadClass(i), none.ReadClass(i)));
        Assert.All(all, i => Assert.Equal(some.ReadClass(i), again.ReadClass(i)));
        Assert.InRange(all.Count(i => some.ReadClass(i) != digits.ReadClass(i)) / (double)digits.Count, 0.24, 0.30); // a tenth of those drawn are right by chance
    }
}
