using System.Globalization;

namespace Descent.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Say
{
    /// <summary>Three significant digits; whole numbers from 1,000 to 100,000 exactly; a power of ten where many zeros would stand.</summary>
    public static string Number(double value)
    {
        if (value < 0) return $"−{Number(-value)}";
        if (value != 0 && (value < 1e-3 || value >= 1e9)) return Typeset(value.ToString("0.0e-0", CultureInfo.InvariantCulture));
        if (value is >= 1000 and < 1e5) return value.ToString("#,0", CultureInfo.InvariantCulture);
        var rounded = double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded.ToString("#,0.#####", CultureInfo.InvariantCulture);
    }

    /// <summary>A number with so many decimals.</summary>
    public static string Fixed(double value, int decimals) => Typeset(value.ToString($"F{decimals}", CultureInfo.InvariantCulture));

    /// <summary>A share, such as 97.3 %, which stays on one line.</summary>
    public static string Percent(double share, int decimals = 1) => $"{Fixed(share * 100, decimals)}\u00A0%";

    /// <summary>A difference of shares, such as +1.2 points.</summary>
    public static string Points(double difference) => $"{Signed(difference * 100)} points";

    /// <summary>A difference of shares and its interval: +1.2 points (95 % interval +0.4 to +2.0).</summary>
    public static string Points(PairedDifference difference) => !double.IsFinite(difference.HalfWidth)
        ? Points(difference.Mean)
        : $"{Points(difference.Mean)} (95\u00A0% interval {Signed(difference.Low * 100)} to {Signed(difference.High * 100)})";

    /// <summary>Such as 3 seeds, or 1 seed.</summary>
    public static string Counted(int count, string what) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";

    /// <summary>A number as it is set: -1.2e-10 as −1.2×10⁻¹⁰, which also stays on one line.</summary>
    public static string Typeset(string number)
    {
        if (number.StartsWith('-')) return $"−{Typeset(number[1..])}";
        if (number.Split('e') is not [var factor, var exponent]) return number;
        var raised = string.Concat(exponent.Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
        return factor is "1" or "1.0" ? $"10{raised}" : $"{factor}×10{raised}";
    }

    private static string Signed(double value) => value.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
