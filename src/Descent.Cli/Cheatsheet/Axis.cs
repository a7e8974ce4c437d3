namespace Descent.Cli;

/// <summary>Axes of a page's plots.</summary>
internal static class Axis
{
    /// <summary>Equal distances are equal differences.</summary>
    /// <param name="label">What it measures, with its unit.</param>
    /// <param name="low">The lower end; null for what the numbers need.</param>
    /// <param name="high">The upper end; null for what the numbers need.</param>
    public static Dashboard.PlotAxis Linear(string label, double? low = null, double? high = null) => new(label) { Low = low, High = high };

    /// <summary>Equal distances are equal ratios.</summary>
    /// <inheritdoc cref="Linear"/>
    public static Dashboard.PlotAxis Log(string label, double? low = null, double? high = null) => new(label) { IsLog = true, Low = low, High = high };
}
