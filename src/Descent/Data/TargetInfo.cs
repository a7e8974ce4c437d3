namespace Descent;

/// <summary>What a data set asks a network to predict.</summary>
public enum TargetKind
{
    /// <summary>One of several classes, given as an index.</summary>
    Class,

    /// <summary>One or more numbers (regression).</summary>
    Value,
}

/// <summary>Describes a data set's targets.</summary>
/// <param name="Kind">Classes or numbers.</param>
/// <param name="Count">The number of classes, or of numbers a sample.</param>
/// <param name="Names">The name of each class, or of each number.</param>
public sealed record TargetInfo(TargetKind Kind, int Count, IReadOnlyList<string> Names)
{
    /// <summary>How numbers were scaled before training, so that metrics can report in the original units; null if they were not.</summary>
    public TargetScale? Scale { get; init; }
}

/// <summary>Targets were standardized as (value − <paramref name="Mean"/>) / <paramref name="Deviation"/>, one entry a number.</summary>
/// <param name="Mean">What was subtracted, in the target's original unit.</param>
/// <param name="Deviation">What it was divided by, in the target's original unit; never 0.</param>
public sealed record TargetScale(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>A standardized number in its original unit again.</summary>
    /// <param name="value">The standardized number.</param>
    /// <param name="output">Which of the target's numbers it is.</param>
    public double Restore(double value, int output = 0) => value * Deviation[output] + Mean[output];
}
