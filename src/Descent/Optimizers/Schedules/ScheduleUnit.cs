namespace Descent;

/// <summary>What a schedule counts, and so how often the learning rate changes.</summary>
public enum ScheduleUnit
{
    /// <summary>Updates: the rate may change at each.</summary>
    Step,

    /// <summary>Epochs: the rate stays through each.</summary>
    Epoch,
}
