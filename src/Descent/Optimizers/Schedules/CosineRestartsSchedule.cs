namespace Descent;

/// <summary>
/// Half cosines one after the other, each so many times longer than the one before (SGDR: Loshchilov and Hutter, 2017; PyTorch's
/// CosineAnnealingWarmRestarts): end + (α − end)·(1 + cos(π·t/Tᵢ))/2, with t counted from the last restart and Tᵢ = first·multiplyⁱ.
/// </summary>
public sealed class CosineRestartsSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="first">The epochs before the first restart, above 0; not necessarily whole.</param>
    /// <param name="multiply">How many times longer each period is than the one before, 1 or more.</param>
    /// <param name="end">The rate that each period approaches, 0 or more.</param>
    /// <param name="per">How often the rate changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public CosineRestartsSchedule(double first, double multiply = 1, double end = 0, ScheduleUnit per = ScheduleUnit.Step)
    {
        Check(first > 0 && double.IsFinite(first), nameof(first), first, "above 0");
        Check(multiply >= 1 && double.IsFinite(multiply), nameof(multiply), multiply, "1 or more");
        Check(end >= 0 && double.IsFinite(end), nameof(end), end, "0 or more");
        (First, Multiply, End, Per) = (first, multiply, end, per);
    }

    /// <summary>The epochs before the first restart.</summary>
    public double First { get; }

    /// <summary>How many times longer each period is than the one before.</summary>
    public double Multiply { get; }

    /// <summary>The rate that each period approaches.</summary>
    public double End { get; }

    /// <summary>How often the rate changes.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at)
    {
        // In epochs, so that periods of whole epochs restart at an epoch's first update exactly.
        var t = Per == ScheduleUnit.Epoch ? at.Epoch : (double)at.Step / at.StepsPerEpoch;
        if (Multiply == 1) return HalfCosine(learningRate, End, t % First / First);
        var period = First;
        for (; t >= period; period *= Multiply) t -= period;
        return HalfCosine(learningRate, End, t / period);
    }
}
