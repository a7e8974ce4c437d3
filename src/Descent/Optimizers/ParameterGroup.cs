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

    /// <summary>A group of the parameters whose dotted names match a pattern: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    /// <param name="pattern">The pattern, as in <c>layer1.*</c>.</param>
    public ParameterGroup(string pattern)
        : this(pattern, name => MatchesPattern(pattern, name))
    {
    }

    /// <summary>Whether a dotted name matches a pattern.</summary>
    public static bool MatchesPattern(string pattern, string name) => NamePattern.Matches(pattern, name);

    /// <summary>Whether a parameter of this name is a bias.</summary>
    public static bool IsBias(string name) => ParameterRoles.IsBias(name);

    /// <summary>Whether a normalization of the model holds the parameter.</summary>
    public static bool IsOfNorm(Module model, Parameter parameter) => new ParameterRoles(model).IsNorm(parameter);

    /// <summary>The usual group of what weight decay should leave alone: biases, and parameters of normalizations.</summary>
    /// <param name="model">The model that the optimizer will update.</param>
    public static ParameterGroup WithoutDecay(Module model)
    {
        var roles = new ParameterRoles(model);
        var names = model.NamedParameters().Where(p => !roles.IsWeight(p.Name, p.Parameter)).Select(p => p.Name).ToHashSet();
        return new ParameterGroup("no decay", names.Contains) { WeightDecay = 0 };
    }
}
