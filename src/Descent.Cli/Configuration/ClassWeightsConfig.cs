namespace Descent.Cli;

/// <summary><c>data.class_weights</c>: how much each class counts in the loss, given one by one or balanced on the training part.</summary>
internal sealed class ClassWeightsConfig
{
    private const string Balanced = "balanced";

    private readonly List<double>? _given;

    private ClassWeightsConfig(List<double>? given) => _given = given;

    /// <summary>Null where every class counts alike.</summary>
    public static ClassWeightsConfig? Read(Section s, SourceConfig? source)
    {
        const string Key = "class_weights";
        var config = s.Optional(Key, v =>
        {
            if (v.Node is YamlScalar { Text: Balanced }) return new ClassWeightsConfig(null);
            if (v.Node is not YamlList)
            {
                v.AddWrongType($"{Balanced}, or a list of numbers, one a class, such as [1, 2.5]");
                return null;
            }

            var weights = v.List(item => item.Number(Bounds.NotNegative), "numbers, one a class");
            if (weights.TrueForAll(w => w == 0)) v.Add("no class has a weight above 0, which leaves nothing to learn; expected numbers, one a class.");
            return new ClassWeightsConfig(weights);
        });
        if (config is not null && source is { TargetKind: not TargetKind.Class }) s.Add(Key, "the data's target is a number, and classes alone are weighed; leave class_weights out.");
        return config;
    }

    /// <param name="train">What is trained on.</param>
    /// <exception cref="ConfigurationException">The weights given are not one a class.</exception>
    /// <exception cref="DataException">A class has no samples to balance it by.</exception>
    public IReadOnlyList<double> Build(Dataset train)
    {
        if (_given is null) return ClassWeights.Balanced(train);
        return _given.Count == train.Target.Count
            ? _given
            : throw new ConfigurationException($"data.class_weights: {_given.Count} weight{(_given.Count == 1 ? " is" : "s are")} given, but the data has {train.Target.Count} classes: {string.Join(", ", train.Target.Names.Take(20))}{(train.Target.Count > 20 ? ", …" : "")}; give one a class, in this order.");
    }
}
