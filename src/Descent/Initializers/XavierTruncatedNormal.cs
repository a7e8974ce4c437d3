namespace Descent;

/// <summary>
/// Normal cut off at two standard deviations, and widened so that what is left has standard deviation
/// gain·√(2 / (fan-in + fan-out)) (Glorot and Bengio, 2010): no weight starts far out. Keras calls it <c>glorot_normal</c>.
/// </summary>
/// <param name="gain">The factor for the activation that follows; see <see cref="Descent.Gain"/>.</param>
public sealed class XavierTruncatedNormal(double gain = 1) : Initializer
{
    /// <summary>The factor for the activation that follows.</summary>
    public double Gain { get; } = Descent.Gain.Check(nameof(XavierTruncatedNormal), gain);

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample) =>
        Draw.TruncatedNormal(values, random, sample, Gain * Math.Sqrt(2.0 / Math.Max((long)fans.In + fans.Out, 1)));
}
