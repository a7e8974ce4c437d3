namespace Descent.Cli;

/// <summary>The initializers a run file can name under <c>model.initializer</c>.</summary>
internal static class Initializers
{
    /// <summary>What He et al. (2015) derive for ReLU.</summary>
    private const double ReluGain = 1.4142135623730951;

    public static IReadOnlyList<Entry<InitializerConfig>> Table { get; } =
    [
        WithGain("kaiming_uniform", ReluGain, gain => new KaimingUniform(gain)),
        WithGain("kaiming_normal", ReluGain, gain => new KaimingNormal(gain)),
        WithGain("xavier_uniform", 1, gain => new XavierUniform(gain)),
        WithGain("xavier_normal", 1, gain => new XavierNormal(gain)),
        WithGain("xavier_truncated_normal", 1, gain => new XavierTruncatedNormal(gain)),
        Plain("lecun_uniform", () => new LeCunUniform()),
        Plain("lecun_normal", () => new LeCunNormal()),
        WithGain("orthogonal", 1, gain => new Orthogonal(gain)),
        new("constant", value => value.Map(s =>
        {
            var number = s.Number("value", 0, Bounds.Any);
            return new InitializerConfig(() => new Constant(number));
        }), Example: "value: 0.1"),
    ];

    private static Entry<InitializerConfig> Plain(string name, Func<Initializer> build) => new(name, value => value.Map(_ => new InitializerConfig(build)));

    private static Entry<InitializerConfig> WithGain(string name, double fallback, Func<double, Initializer> build) => new(name, value => value.Map(s =>
    {
        var gain = s.Number("gain", fallback, Bounds.Positive);
        return new InitializerConfig(() => build(gain));
    }), Example: $"gain: {Value.Text(fallback)}");
}
