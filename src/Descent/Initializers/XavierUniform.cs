namespace Descent;

/// <summary>
/// Uniform over ±gain·√(6 / (fan-in + fan-out)): a compromise between keeping the variance of activations and that of gradients
/// (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).
/// </summary>
/// <param name="gain">The factor for the activation that follows; see <see cref="Descent.Gain"/>.</param>
public sealed class XavierUniform(double gain = 1) : Initializer
{
    /// <summary>The factor for the activation that follows.</summary>
    public double Gain { get; } = Descent.Gain.Check(nameof(XavierUniform), gain);

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample)
    {
        var bound = Gain * Math.Sqrt(6.0 / Math.Max((long)fans.In + fans.Out, 1));
        Draw.Uniform(values, random, sample, -bound, bound);
    }
}
