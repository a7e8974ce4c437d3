using System.Globalization;

namespace Descent.Cli;

/// <summary>An axis of a plot: its name, its ends, and whether equal distances are equal differences or equal ratios.</summary>
internal sealed record PlotAxis(string Name, double From, double To, bool IsLogarithmic = false)
{
    /// <summary>From 0 to a round number at or above the largest value.</summary>
    public static PlotAxis FromZero(string name, double largest) => new(name, 0, NiceAbove(largest));

    /// <summary>Five round steps that reach from below one value to above another.</summary>
    public static PlotAxis Around(string name, double low, double high)
    {
        for (var step = NiceAbove((high - low) / 5); ; step = NiceAbove(1.01 * step))
        {
            var from = Math.Floor(low / step) * step;
            if (from + 5 * step >= high) return new(name, from, from + 5 * step);
        }
    }

    /// <summary>Over some positive values, in whole powers of ten.</summary>
    public static PlotAxis Logarithmic(string name, IReadOnlyList<double> values)
    {
        double from = Math.Pow(10, Math.Floor(Math.Log10(values.Min()) + 1e-9)), to = Math.Pow(10, Math.Ceiling(Math.Log10(values.Max()) - 1e-9));
        return new(name, from, to > from ? to : 10 * from, IsLogarithmic: true);
    }

    /// <summary>Where a value is: 0 at the one end, 1 at the other.</summary>
    public double Place(double value) => IsLogarithmic ? Math.Log(value / From) / Math.Log(To / From) : (value - From) / (To - From);

    /// <summary>The values at which lines are drawn and numbers stand.</summary>
    /// <param name="step">The distance between two of them, on an axis of equal differences.</param>
    public IEnumerable<double> Ticks(double step)
    {
        if (!IsLogarithmic)
        {
            for (var i = 0; From + i * step <= To + 1e-9 * (To - From); i++) yield return From + i * step;
            yield break;
        }

        var powers = (int)Math.Round(Math.Log10(To / From));
        for (var i = 0; i <= powers; i += 1 + powers / 14) yield return From * Math.Pow(10, i);
    }

    /// <summary>A value as it stands at the axis.</summary>
    public static string Number(double value) => value != 0 && Math.Abs(value) is < 0.999e-3 or >= 1e5
        ? value.ToString("0.##e-0", CultureInfo.InvariantCulture)
        : value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below the number.</summary>
    public static double NiceAbove(double value)
    {
        if (!(value > 0)) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var factor in new[] { 1, 2, 2.5, 5, 10 })
            if (factor * power >= value * (1 - 1e-12)) return factor * power;
        return 10 * power;
    }
}
