namespace Descent;

/// <summary>
/// Uniform over ±gain·√(3 / fan): keeps the variance of what flows through rectifiers (He et al., "Delving deep into rectifiers", 2015).
/// </summary>
/// <param name="gain">√2 for ReLU (the default), 1 for a linear layer; see <see cref="Descent.Gain"/>.</param>
/// <param name="fan">Which fan counts.</param>
public sealed class KaimingUniform(double gain = 1.4142135623730951, Fan fan = Fan.In) : Initializer
{
    /// <summary>The factor for the activation that follows.</summary>
    public double Gain { get; } = Descent.Gain.Check(nameof(KaimingUniform), gain);

    /// <summary>Which fan counts.</summary>
    public Fan Fan { get; } = fan;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample)
    {
        var bound = Gain * Math.Sqrt(3.0 / fans.Count(Fan));
        Draw.Uniform(values, random, sample, -bound, bound);
    }
}
