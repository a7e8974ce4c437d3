using Descent.Cli;
using Xunit;

namespace Descent.Tests;

public sealed class PairedDifferenceTests
{
    private static readonly double[] s_first = [0.91, 0.88, 0.93, 0.90, 0.89];
    private static readonly double[] s_second = [0.89, 0.885, 0.90, 0.88, 0.89];

    /// <summary>SciPy 1.10: ttest_rel(first, second).confidence_interval(0.95).</summary>
    [Fact]
    public void The_interval_is_that_of_students_paired_test()
    {
        var difference = PairedDifference.Of(s_first, s_second);
        Assert.Equal(0.013, difference.Mean, 1e-12);
        Assert.Equal(-0.005416853329919855, difference.Low, 1e-6);
        Assert.Equal(0.03141685332991988, difference.High, 1e-6);
        Assert.False(difference.IsClear);
    }

    [Fact]
    public void A_single_pair_proves_nothing_and_no_difference_is_none()
    {
        Assert.False(PairedDifference.Of([0.9], [0.1]).IsClear);
        Assert.False(PairedDifference.Of(s_first, s_first, resolution: 0.01).IsClear);
        Assert.False(PairedDifference.Of(s_first, s_first).IsClear);
    }

    /// <summary>Accuracies over few samples fall on few values: pairs that happen to agree must not look certain.</summary>
    [Fact]
    public void Two_pairs_of_the_same_rounded_difference_are_not_clear()
    {
        const double Step = 1.0 / 40;
        double[] first = [1, 1], second = [1 - Step, 1 - Step];
        Assert.True(PairedDifference.Of(first, second).IsClear);
        Assert.False(PairedDifference.Of(first, second, Step).IsClear);
    }

    /// <summary>
    /// Accuracies of one network over n samples are binomial. Two runs of it differ by chance alone, and are called different in at most 5 % of trials: the
    /// count of 20,000 trials may exceed that by three standard deviations of chance, 0.5 %.
    /// </summary>
    [Theory]
    [InlineData(0.985, 40, 2)]
    [InlineData(0.985, 257, 3)]
    [InlineData(0.95, 78, 5)]
    [InlineData(0.9, 1000, 5)]
    [InlineData(0.9, 78, 20)]
    [InlineData(0.7, 40, 8)]
    [InlineData(0.5, 257, 30)]
    public void The_same_against_itself_is_called_different_in_at_most_five_percent(double accuracy, int samples, int pairs)
    {
        const int Trials = 20_000;
        var random = new Random(1);
        double Draw()
        {
            var right = 0;
            for (var i = 0; i < samples; i++) right += random.NextDouble() < accuracy ? 1 : 0;
            return (double)right / samples;
        }

        // Binomial draws are costly; a pool of them, drawn from at random, is as good.
        var pool = Enumerable.Range(0, 5000).Select(_ => Draw()).ToArray();
        var (first, second) = (new double[pairs], new double[pairs]);
        var different = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            for (var i = 0; i < pairs; i++) (first[i], second[i]) = (pool[random.Next(pool.Length)], pool[random.Next(pool.Length)]);
            if (PairedDifference.Of(first, second, 1.0 / samples).IsClear) different++;
        }

        Assert.InRange((double)different / Trials, 0, 0.05 + 3 * Math.Sqrt(0.05 * 0.95 / Trials));
    }
}
