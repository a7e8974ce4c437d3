namespace Descent;

/// <summary>
/// Up to the optimizer's rate α and down far below the start, over the whole run (Smith and Topin, "Super-Convergence", 2018), as
/// PyTorch's OneCycleLR with <c>max_lr</c> = α: from α/<c>divide</c> along half a cosine to α, then along another to
/// α/(<c>divide</c>·<c>finalDivide</c>) at the last update. Momentum is left alone (PyTorch's <c>cycle_momentum=False</c>).
/// </summary>
public sealed class OneCycleSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="rise">The share of the run until the highest rate, above 0 and below 1.</param>
    /// <param name="divide">How many times lower than α the first rate is, 1 or more.</param>
    /// <param name="finalDivide">How many times lower than the first rate the last is, 1 or more.</param>
    /// <param name="per">How often the rate changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public OneCycleSchedule(double rise = 0.3, double divide = 25, double finalDivide = 1e4, ScheduleUnit per = ScheduleUnit.Step)
    {
        Check(rise is > 0 and < 1, nameof(rise), rise, "above 0 and below 1");
        Check(divide >= 1 && double.IsFinite(divide), nameof(divide), divide, "1 or more");
        Check(finalDivide >= 1 && double.IsFinite(finalDivide), nameof(finalDivide), finalDivide, "1 or more");
        (Rise, Divide, FinalDivide, Per) = (rise, divide, finalDivide, per);
    }

    /// <summary>The share of the run until the highest rate.</summary>
    public double Rise { get; }

    /// <summary>How many times lower than α the first rate is.</summary>
    public double Divide { get; }

    /// <summary>How many times lower than the first rate the last is.</summary>
    public double FinalDivide { get; }

    /// <summary>How often the rate changes.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at)
    {
        // Counted so that the highest and the last rate each fall on an update.
        double t = at.In(Per), last = at.TotalIn(Per) - 1, top = Rise * at.TotalIn(Per) - 1;
        var start = learningRate / Divide;
        return t <= top ? HalfCosine(start, learningRate, t / top) : HalfCosine(learningRate, start / FinalDivide, (t - top) / (last - top));
    }

    /// <inheritdoc/>
    public override IEnumerable<string> ProblemsIn(ScheduleTime end) => Rise * end.TotalIn(Per) > 1
        ? []
        : [$"OneCycleSchedule: the rise takes {Rise} of {end.TotalIn(Per)} {(Per == ScheduleUnit.Step ? "updates" : "epochs")}, which is no more than one; it must take longer. Train longer, rise for a larger share, or count updates."];
}
