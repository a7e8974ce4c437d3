namespace Descent;

/// <summary>
/// Down to <c>end</c> over the whole run along half a cosine (Loshchilov and Hutter, 2017, without restarts; PyTorch's CosineAnnealingLR):
/// end + (α − end)·(1 + cos(π·t/T))/2.
/// </summary>
public sealed class CosineSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="end">The rate that is reached at the end of the run, 0 or more.</param>
    /// <param name="per">How often the rate changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The end is negative or not finite.</exception>
    public CosineSchedule(double end = 0, ScheduleUnit per = ScheduleUnit.Step)
    {
        Check(end >= 0 && double.IsFinite(end), nameof(end), end, "0 or more");
        (End, Per) = (end, per);
    }

    /// <summary>The rate at the end of the run.</summary>
    public double End { get; }

    /// <summary>How often the rate changes.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at) => HalfCosine(learningRate, End, (double)at.In(Per) / at.TotalIn(Per));
}
