using System.Globalization;

namespace Descent;

/// <summary>Figures and lists as findings say them.</summary>
internal static class Words
{
    /// <summary>Names in a finding: enough to look at, few enough to read.</summary>
    private const int MostNamed = 6;

    /// <summary>A number to three digits.</summary>
    public static string Of(double value) => value switch
    {
        _ when !double.IsFinite(value) => value.ToString(CultureInfo.InvariantCulture),
        0 => "0",
        _ when Math.Abs(value) is >= 1e-3 and < 1e5 => value.ToString(Math.Abs(value) >= 1000 ? "F0" : "G3", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##e+0", CultureInfo.InvariantCulture),
    };

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) => (100 * share).ToString(share is > 0 and < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    /// <summary>A count with its word: <c>1 sample</c>, <c>2 samples</c>.</summary>
    public static string Count(long count, string what) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";

    /// <summary>The first names of a list, and how many more there are.</summary>
    public static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
