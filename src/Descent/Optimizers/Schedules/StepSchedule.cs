namespace Descent;

/// <summary>Multiplies the rate by a factor γ every so many epochs or updates: α·γ^⌊t/every⌋ (PyTorch's StepLR).</summary>
public sealed class StepSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="every">How many epochs or updates lie between two reductions, 1 or more.</param>
    /// <param name="factor">What the rate is multiplied by, γ, above 0 and at most 1.</param>
    /// <param name="per">What <paramref name="every"/> counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public StepSchedule(int every, double factor = 0.1, ScheduleUnit per = ScheduleUnit.Epoch)
    {
        Check(every >= 1, nameof(every), every, "1 or more");
        Check(factor is > 0 and <= 1, nameof(factor), factor, "above 0 and at most 1");
        (Every, Factor, Per) = (every, factor, per);
    }

    /// <summary>Epochs or updates between two reductions.</summary>
    public int Every { get; }

    /// <summary>What the rate is multiplied by, γ.</summary>
    public double Factor { get; }

    /// <summary>What <see cref="Every"/> counts.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at) => learningRate * Math.Pow(Factor, at.In(Per) / Every);
}
