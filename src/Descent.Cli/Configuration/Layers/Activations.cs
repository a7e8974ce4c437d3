namespace Descent.Cli;

/// <summary>The activations: layers that keep the shape, and the words of <c>model.activation</c>.</summary>
internal static class Activations
{
    public static IReadOnlyList<Entry<LayerConfig>> Table { get; } =
    [
        Plain("relu", () => new ReLU()),
        Plain("relu6", () => new ReLU6()),
        WithNumber("leaky_relu", "slope", 0.01, slope => new LeakyReLU(slope)),
        WithNumber("elu", "alpha", 1, alpha => new ELU(alpha)),
        Plain("selu", () => new SELU()),
        Plain("gelu", () => new GELU()),
        Plain("silu", () => new SiLU()),
        Plain("sigmoid", () => new Sigmoid()),
        Plain("tanh", () => new Tanh()),
        Plain("softplus", () => new Softplus()),
        Plain("hard_swish", () => new HardSwish()),
        Plain("softmax", () => new Softmax()),
        Plain("log_softmax", () => new LogSoftmax()),
    ];

    private static Entry<LayerConfig> Plain(string name, Func<Module> build) =>
        new(name, value => value.Map(_ => new LayerConfig(name, b => b.Add(build()))));

    private static Entry<LayerConfig> WithNumber(string name, string key, double fallback, Func<double, Module> build) => new(name, value => value.Map(s =>
    {
        var number = s.Number(key, fallback, Bounds.NotNegative);
        return new LayerConfig(name, b => b.Add(build(number)));
    }));
}
