namespace Descent.Cli;

/// <summary>The initializers a run file can name.</summary>
internal static class Initializers
{
    public static IReadOnlyList<Entry<InitializerConfig>> Table { get; } =
    [
        new("kaiming_uniform", value => value.Map(s =>
        {
            var gain = s.Number("gain", Math.Sqrt(2), Bounds.Positive);
            return new InitializerConfig("kaiming_uniform", () => new KaimingUniform(gain));
        })),
    ];
}
