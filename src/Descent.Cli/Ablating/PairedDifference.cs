namespace Descent.Cli;

/// <summary>
/// By how much a figure of two settings differs over runs in pairs that share what else decides it (split, seed), with the interval that holds the true mean
/// in 95 of 100 such comparisons: mean ± t·s/√n with Student's t (Gosset, "The probable error of a mean", 1908).
/// </summary>
/// <param name="Mean">The mean of the differences, first minus second.</param>
/// <param name="HalfWidth">Half the interval's width; infinite for a single pair.</param>
internal readonly record struct PairedDifference(double Mean, double HalfWidth)
{
    /// <summary>The 97.5 % points of Student's t for 1, 2, … degrees of freedom.</summary>
    private static ReadOnlySpan<double> Points =>
        [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860];

    public double Low => Mean - HalfWidth;

    public double High => Mean + HalfWidth;

    /// <summary>Whether the interval leaves 0 out: the two differ by more than chance explains.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>Compares figures pair by pair.</summary>
    /// <param name="first">The figures of one setting.</param>
    /// <param name="second">Those of the other, in the same order.</param>
    /// <param name="resolution">
    /// The step in which the figure is known, such as 1/n of an accuracy over n samples; 0 if it is continuous. Rounding to it adds resolution²/12 to the
    /// variance of each: without that, a few pairs that round to the same difference would look certain.
    /// </param>
    public static PairedDifference Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double resolution = 0)
    {
        var n = first.Count;
        var mean = 0.0;
        for (var i = 0; i < n; i++) mean += (first[i] - second[i]) / n;
        if (n < 2) return new PairedDifference(mean, double.PositiveInfinity);
        var variance = 0.0;
        for (var i = 0; i < n; i++) variance += Math.Pow(first[i] - second[i] - mean, 2) / (n - 1);
        return new PairedDifference(mean, Student(n - 1) * Math.Sqrt((variance + resolution * resolution / 6) / n));
    }

    /// <summary>The 97.5 % point: from the table, or by the first terms of the expansion about the normal distribution's (to 0.0005 from 21 on).</summary>
    private static double Student(int degrees) => degrees <= Points.Length ? Points[degrees - 1] : 1.95996 + 2.3722 / degrees + 2.8225 / ((double)degrees * degrees);
}
