namespace Descent;

/// <summary>What one check found at one place.</summary>
/// <param name="Check">The check's name, such as <c>start.loss</c>; the part before the dot is its group.</param>
/// <param name="Verdict">How bad it is.</param>
/// <param name="Place">The layer, parameter, data or setting at fault, such as <c>model.0 (Linear)</c>; empty where nothing is.</param>
/// <param name="Figure">What was measured, for people to read.</param>
/// <param name="Threshold">What it should have been.</param>
/// <param name="Cause">What is most likely behind it; empty where nothing is wrong.</param>
/// <param name="Remedy">What to do first; empty where nothing is wrong.</param>
public sealed record Finding(string Check, CheckVerdict Verdict, string Place, string Figure, string Threshold, string Cause = "", string Remedy = "")
{
    /// <summary>The figure as a number; NaN where it is none.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>The threshold as a number; NaN where it is none.</summary>
    public double Limit { get; init; } = double.NaN;

    /// <summary>The same finding with its figure and threshold as numbers.</summary>
    internal Finding Measured(double value, double limit = double.NaN) => this with { Value = value, Limit = limit };

    /// <summary>The same finding with another verdict.</summary>
    internal Finding Judged(CheckVerdict verdict) => this with { Verdict = verdict };
}
