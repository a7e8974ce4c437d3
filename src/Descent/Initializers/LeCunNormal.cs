namespace Descent;

/// <summary>Normal with standard deviation 1 / √fan-in (LeCun et al., "Efficient BackProp", 1998): for SELU networks and linear layers.</summary>
public sealed class LeCunNormal : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample) =>
        Draw.Normal(values, random, sample, 0, 1 / Math.Sqrt(fans.Count(Fan.In)));
}
