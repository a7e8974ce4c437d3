namespace Descent.Cli;

/// <summary>An optimizer with its settings.</summary>
internal sealed record OptimizerConfig(string Name, double LearningRate, Func<Optimizer> Build)
{
    /// <summary>Parameters with settings of their own, in the order they are tried.</summary>
    public IReadOnlyList<GroupConfig> Groups { get; init; } = [];

    private static readonly (string Name, Convention Value)[] s_conventions = [("pytorch", Convention.PyTorch), ("cs230", Convention.Cs230), ("keras", Convention.Keras)];

    /// <summary>An entry of the table: reads the options, of which convention, learning_rate, weight_decay and groups are common to all.</summary>
    /// <param name="name">The optimizer's name.</param>
    /// <param name="defaults">The optimizer with a convention's defaults: they are the library's.</param>
    /// <param name="read">Reads the options of its own and says how to build it from a learning rate and a weight decay.</param>
    public static Entry<OptimizerConfig> Entry<T>(string name, Func<Convention, T> defaults, Func<Section, T, Func<double, double, Optimizer>> read)
        where T : Optimizer =>
        new(name, value => value.Map(s =>
        {
            var usual = defaults(s.Word("convention", s_conventions));
            var rate = s.Number("learning_rate", usual.LearningRate, Bounds.Positive);
            var decay = s.Number("weight_decay", usual.WeightDecay, Bounds.NotNegative);
            var build = read(s, usual);
            var groups = s.Optional("groups", v => v.List(item => item.Map(g => new GroupConfig(g)), "groups, such as [{match: biases, weight_decay: 0}]")) ?? [];
            return new OptimizerConfig(name, rate, () => build(rate, decay)) { Groups = groups };
        }), Example: $"learning_rate: {Value.Text(defaults(Convention.PyTorch).LearningRate)}");

    /// <summary>The optimizer with its groups, for a model.</summary>
    public Optimizer BuildFor(Module model)
    {
        var optimizer = Build();
        foreach (var group in Groups) optimizer.With(group.Build(model));
        return optimizer;
    }
}
