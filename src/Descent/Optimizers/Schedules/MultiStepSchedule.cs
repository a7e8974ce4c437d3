namespace Descent;

/// <summary>Multiplies the rate by a factor γ at each milestone: α·γ^(milestones reached) (PyTorch's MultiStepLR).</summary>
public sealed class MultiStepSchedule : Schedule
{
    /// <summary>Makes the schedule.</summary>
    /// <param name="milestones">The epochs or updates, counted from 0, from which on the rate is lower: above 0, ascending.</param>
    /// <param name="factor">What the rate is multiplied by, γ, above 0 and at most 1.</param>
    /// <param name="per">What milestones count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of its range, or a milestone below 1.</exception>
    /// <exception cref="ArgumentException">There is no milestone, or they do not ascend.</exception>
    public MultiStepSchedule(IReadOnlyList<int> milestones, double factor = 0.1, ScheduleUnit per = ScheduleUnit.Epoch)
    {
        if (milestones.Count == 0) throw new ArgumentException("MultiStepSchedule: there are no milestones; give one or more, or use ConstantSchedule.", nameof(milestones));
        for (var i = 0; i < milestones.Count; i++)
        {
            Check(milestones[i] >= 1, $"milestones[{i}]", milestones[i], "1 or more");
            if (i > 0 && milestones[i] <= milestones[i - 1])
                throw new ArgumentException($"MultiStepSchedule: milestone {milestones[i]} comes after {milestones[i - 1]}; milestones must ascend.", nameof(milestones));
        }

        Check(factor is > 0 and <= 1, nameof(factor), factor, "above 0 and at most 1");
        (Milestones, Factor, Per) = ([.. milestones], factor, per);
    }

    /// <summary>From where on the rate is lower.</summary>
    public IReadOnlyList<int> Milestones { get; }

    /// <summary>What the rate is multiplied by, γ.</summary>
    public double Factor { get; }

    /// <summary>What milestones count.</summary>
    public ScheduleUnit Per { get; }

    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at)
    {
        var reached = 0;
        while (reached < Milestones.Count && Milestones[reached] <= at.In(Per)) reached++;
        return learningRate * Math.Pow(Factor, reached);
    }
}
