namespace Descent.Cli;

/// <summary>One of an optimizer's <c>groups</c>: parameters chosen by name or kind, with settings of their own.</summary>
internal sealed class GroupConfig
{
    private const string Biases = "biases";
    private const string Norms = "norms";

    public GroupConfig(Section s)
    {
        const string Expected = "a pattern on names such as layer1.*, or biases, or norms; or a list of these";
        Patterns = s.Required("match", v => v.Node is YamlList ? v.List(item => item.Text(), "patterns") : [v.Text()], Expected) ?? [];
        Scale = s.Optional("learning_rate_scale", v => (double?)v.Number(Bounds.NotNegative)) ?? 1;
        Decay = s.Optional("weight_decay", v => (double?)v.Number(Bounds.NotNegative));
    }

    public IReadOnlyList<string> Patterns { get; }

    public double Scale { get; }

    /// <summary>Null for the optimizer's own.</summary>
    public double? Decay { get; }

    public ParameterGroup Build(Module model)
    {
        var names = model.NamedParameters().Where(p => p.Parameter.Trainable && Patterns.Any(pattern => Matches(pattern, p.Name, p.Parameter, model))).Select(p => p.Name).ToHashSet();
        return new ParameterGroup(string.Join(", ", Patterns), names.Contains) { LearningRateScale = Scale, WeightDecay = Decay };
    }

    private static bool Matches(string pattern, string name, Parameter parameter, Module model) => pattern switch
    {
        Biases => ParameterGroup.IsBias(name),
        Norms => ParameterGroup.IsOfNorm(model, parameter),
        _ => ParameterGroup.MatchesPattern(pattern, name),
    };
}
