using Xunit;

namespace Descent.Tests.Cheatsheet;

/// <summary>Figures are a function of the seed: sections that take a second are run again, with another number of threads. The process shares that number.</summary>
[Collection(ProcessSettings.Name)]
public sealed class SheetSeedTests
{
    [Theory]
    [InlineData("small-batch")]
    [InlineData("gradient-checking")]
    public void The_same_seed_gives_the_same_figures_but_for_times_for_any_number_of_threads(string id)
    {
        var (threads, first) = (Device.Threads, SheetRuns.Quick(id));
        try
        {
            Device.Threads = threads == 1 ? 3 : 1;
            Assert.Equal(WithoutTimes(first), WithoutTimes(SheetRuns.Run(id, seed: 1)));
            Assert.NotEqual(WithoutTimes(first), WithoutTimes(SheetRuns.Run(id, seed: 2)));
        }
        finally
        {
            Device.Threads = threads;
        }
    }

    private static IEnumerable<KeyValuePair<string, double>> WithoutTimes(Descent.Cli.SectionDraft draft) => draft.Figures.Where(f => !f.Key.StartsWith("time.", StringComparison.Ordinal));
}
