using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Makes curves of numbers, of as many points as a plot can show.</summary>
internal static class Curves
{
    /// <summary>A plot is a few hundred pixels wide.</summary>
    private const int MostPoints = 240;

    /// <summary>The exponential moving average, with the correction of its start (Kingma and Ba, 2015, section 3): what a noisy curve does.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="keep">The weight of the past, 0 … 1.</param>
    public static IReadOnlyList<double> Smooth(IReadOnlyList<double> values, double keep)
    {
        var smooth = new double[values.Count];
        double sum = 0, weight = 0;
        for (var i = 0; i < smooth.Length; i++)
        {
            (sum, weight) = (keep * sum + (1 - keep) * values[i], keep * weight + (1 - keep));
            smooth[i] = sum / weight;
        }

        return smooth;
    }

    /// <summary>A curve, thinned to evenly spaced points with both ends.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="x">Along.</param>
    /// <param name="y">Up.</param>
    /// <param name="isLog">Whether the points are to be spaced evenly on a logarithmic axis.</param>
    public static Line Line(string name, IReadOnlyList<double> x, IReadOnlyList<double> y, bool isLog = false)
    {
        var kept = isLog ? KeptByRatio(y.Count) : Kept(y.Count);
        return new Line(name, [.. kept.Select(i => x[i])], [.. kept.Select(i => y[i])]);
    }

    /// <summary>A curve over 1, 2, 3, …: of epochs or steps.</summary>
    public static Line Line(string name, IReadOnlyList<double> y) => Line(name, Count(y.Count), y);

    /// <summary>The mean of curves over 1, 2, 3, …, with the 95 % interval about it as a band; as long as the shortest.</summary>
    public static Line Band(string name, IReadOnlyList<IReadOnlyList<double>> curves)
    {
        var length = curves.Min(c => c.Count);
        var kept = Kept(length);
        var intervals = kept.Select(i => PairedDifference.Of([.. curves.Select(c => c[i])], new double[curves.Count])).ToList();
        return new Line(name, [.. kept.Select(i => i + 1.0)], [.. intervals.Select(i => i.Mean)])
        {
            Low = curves.Count > 1 ? [.. intervals.Select(i => i.Low)] : null,
            High = curves.Count > 1 ? [.. intervals.Select(i => i.High)] : null,
        };
    }

    /// <summary>The mean of several runs at each place, with the 95 % interval about it as a band.</summary>
    /// <param name="name">What it shows.</param>
    /// <param name="x">The places.</param>
    /// <param name="runs">[place][run].</param>
    public static Line Band(string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs)
    {
        var intervals = runs.Select(r => PairedDifference.Of(r, new double[r.Count])).ToList();
        var line = new Line(name, x, [.. intervals.Select(i => i.Mean)]) { HasPoints = true };
        return runs.All(r => r.Count > 1) ? line with { Low = [.. intervals.Select(i => i.Low)], High = [.. intervals.Select(i => i.High)] } : line;
    }

    /// <summary>1, 2, 3, …</summary>
    public static IReadOnlyList<double> Count(int count) => [.. Enumerable.Range(1, count).Select(i => (double)i)];

    /// <summary>Numbers at equal distances, both ends included.</summary>
    public static IReadOnlyList<double> Range(double from, double to, int count) => [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];

    private static int[] KeptByRatio(int count) => [.. Enumerable.Range(0, MostPoints).Select(i => (int)Math.Round(Math.Pow(count, i / (MostPoints - 1.0))) - 1).Distinct()];

    private static int[] Kept(int count) => count <= MostPoints
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, MostPoints).Select(i => (int)((long)i * (count - 1) / (MostPoints - 1)))];
}
