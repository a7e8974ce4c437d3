namespace Descent;

/// <summary>
/// Down to <c>end</c> over the whole run along a power: end + (α − end)·(1 − t/T)^power; of power 1, a straight line (PyTorch's
/// PolynomialLR, whose end is 0).
/// </summary>
public sealed class PolynomialSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="power">The power, above 0.</param>
    /// <param name="end">The rate that is reached at the end of the run, 0 or more.</param>
    /// <param name="per">How often the rate changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public PolynomialSchedule(double power = 1, double end = 0, ScheduleUnit per = ScheduleUnit.Step)
    {
        Check(power > 0 && double.IsFinite(power), nameof(power), power, "above 0");
        Check(end >= 0 && double.IsFinite(end), nameof(end), end, "0 or more");
        (Power, End, Per) = (power, end, per);
    }

    /// <summary>The power.</summary>
    public double Power { get; }

    /// <summary>The rate at the end of the run.</summary>
    public double End { get; }

    /// <summary>How often the rate changes.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at) =>
        End + (learningRate - End) * Math.Pow(1 - (double)at.In(Per) / at.TotalIn(Per), Power);
}
