namespace Descent;

/// <summary>The optimizer's own learning rate throughout; of use behind a warm-up.</summary>
public sealed class ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    public override double Rate(double learningRate, ScheduleTime at) => learningRate;
}
