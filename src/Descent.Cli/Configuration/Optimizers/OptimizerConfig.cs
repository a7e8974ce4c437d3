namespace Descent.Cli;

/// <summary>An optimizer with its settings.</summary>
internal sealed record OptimizerConfig(string Name, double LearningRate, Func<Optimizer> Build)
{
    /// <summary>An entry of the table: reads the options, of which learning_rate and weight_decay are common to all.</summary>
    /// <param name="name">The optimizer's name.</param>
    /// <param name="learningRate">The default learning rate.</param>
    /// <param name="weightDecay">The default weight decay.</param>
    /// <param name="read">Reads the options of its own and says how to build it.</param>
    public static Entry<OptimizerConfig> Entry(string name, double learningRate, double weightDecay, Func<Section, Func<double, double, Optimizer>> read) =>
        new(name, value => value.Map(s =>
        {
            var rate = s.Number("learning_rate", learningRate, Bounds.Positive);
            var decay = s.Number("weight_decay", weightDecay, Bounds.NotNegative);
            var build = read(s);
            return new OptimizerConfig(name, rate, () => build(rate, decay));
        }), Example: $"learning_rate: {Value.Text(learningRate)}");
}
