using System.Globalization;

namespace Descent.Cli;

/// <summary>The numbers a key accepts, with the words that say so.</summary>
internal readonly record struct Bounds(double Low, bool LowIncluded, double High, bool HighIncluded)
{
    public static Bounds Any { get; } = new(double.NegativeInfinity, false, double.PositiveInfinity, false);

    public static Bounds Positive { get; } = new(0, false, double.PositiveInfinity, false);

    public static Bounds NotNegative { get; } = AtLeast(0);

    /// <summary>0 ≤ x &lt; 1: decay rates, dropped shares.</summary>
    public static Bounds BelowOne { get; } = new(0, true, 1, false);

    /// <summary>0 &lt; x ≤ 1: kept shares.</summary>
    public static Bounds UpToOne { get; } = new(0, false, 1, true);

    public static Bounds AtLeast(double low) => new(low, true, double.PositiveInfinity, false);

    public static Bounds Inside(double low, double high) => new(low, false, high, false);

    public static Bounds Between(double low, double high) => new(low, true, high, true);

    public bool Contains(double x) => (LowIncluded ? x >= Low : x > Low) && (HighIncluded ? x <= High : x < High);

    public override string ToString()
    {
        var low = double.IsNegativeInfinity(Low) ? "" : LowIncluded ? $"at least {Text(Low)}" : $"above {Text(Low)}";
        var high = double.IsPositiveInfinity(High) ? "" : HighIncluded ? $"at most {Text(High)}" : $"below {Text(High)}";
        return low.Length > 0 && high.Length > 0 ? $"{low} and {high}" : low + high;
    }

    private static string Text(double x) => x.ToString(CultureInfo.InvariantCulture);
}
