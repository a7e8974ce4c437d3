namespace Descent;

/// <summary>
/// Uniform over ±gain·√(3 / fan-in): keeps the variance of what flows forward through rectifiers (He et al., "Delving deep into
/// rectifiers", 2015).
/// </summary>
/// <param name="gain">√2 for ReLU (the default), 1 for a linear layer.</param>
public sealed class KaimingUniform(double gain = 1.4142135623730951) : Initializer
{
    /// <summary>The factor for the activation that follows.</summary>
    public double Gain { get; } = gain;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample)
    {
        var bound = Gain * Math.Sqrt(3.0 / Math.Max(fans.In, 1));
        for (var i = 0; i < values.Length; i++) values[i] = (float)((2.0 * random.Uniform(sample, i) - 1) * bound);
    }
}
