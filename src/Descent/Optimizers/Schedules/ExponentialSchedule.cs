namespace Descent;

/// <summary>Multiplies the rate by a factor γ each epoch or update: α·γᵗ (PyTorch's ExponentialLR).</summary>
public sealed class ExponentialSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="factor">What the rate is multiplied by, γ, above 0 and at most 1.</param>
    /// <param name="per">How often.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
    public ExponentialSchedule(double factor, ScheduleUnit per = ScheduleUnit.Epoch)
    {
        Check(factor is > 0 and <= 1, nameof(factor), factor, "above 0 and at most 1");
        (Factor, Per) = (factor, per);
    }

    /// <summary>What the rate is multiplied by, γ.</summary>
    public double Factor { get; }

    /// <summary>How often.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at) => learningRate * Math.Pow(Factor, at.In(Per));
}
