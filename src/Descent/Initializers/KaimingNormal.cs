namespace Descent;

/// <summary>Normal with standard deviation gain / √fan (He et al., "Delving deep into rectifiers", 2015).</summary>
/// <param name="gain">√2 for ReLU (the default), 1 for a linear layer; see <see cref="Descent.Gain"/>.</param>
/// <param name="fan">Which fan counts; residual networks are usually drawn with <see cref="Fan.Out"/>.</param>
public sealed class KaimingNormal(double gain = 1.4142135623730951, Fan fan = Fan.In) : Initializer
{
    /// <summary>The factor for the activation that follows.</summary>
    public double Gain { get; } = Descent.Gain.Check(nameof(KaimingNormal), gain);

    /// <summary>Which fan counts.</summary>
    public Fan Fan { get; } = fan;

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample) =>
        Draw.Normal(values, random, sample, 0, Gain / Math.Sqrt(fans.Count(Fan)));
}
