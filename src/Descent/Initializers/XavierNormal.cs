namespace Descent;

/// <summary>Normal with standard deviation gain·√(2 / (fan-in + fan-out)) (Glorot and Bengio, 2010).</summary>
/// <param name="gain">The factor for the activation that follows; see <see cref="Descent.Gain"/>.</param>
public sealed class XavierNormal(double gain = 1) : Initializer
{
    /// <summary>The factor for the activation that follows.</summary>
    public double Gain { get; } = Descent.Gain.Check(nameof(XavierNormal), gain);

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample) =>
        Draw.Normal(values, random, sample, 0, Gain * Math.Sqrt(2.0 / Math.Max((long)fans.In + fans.Out, 1)));
}
