namespace Descent;

/// <summary>Parameters that an optimizer treats in their own way, chosen by their names.</summary>
/// <param name="name">What people call the group: "no decay".</param>
/// <param name="matches">Whether a parameter of this dotted name belongs to it, as in <c>n => n.EndsWith("bias")</c>.</param>
public sealed class ParameterGroup(string name, Predicate<string> matches)
{
    /// <summary>What people call the group.</summary>
    public string Name { get; } = name;

    /// <summary>Multiplies the optimizer's learning rate; 0 holds the parameters still.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>Replaces the optimizer's weight decay; null leaves it.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether a parameter of this dotted name belongs to the group.</summary>
    public bool Matches(string parameter) => matches(parameter);
}
