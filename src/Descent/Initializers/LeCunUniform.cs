namespace Descent;

/// <summary>Uniform over ±√(3 / fan-in) (LeCun et al., "Efficient BackProp", 1998): for SELU networks and linear layers.</summary>
public sealed class LeCunUniform : Initializer
{
    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample)
    {
        var bound = Math.Sqrt(3.0 / fans.Count(Fan.In));
        Draw.Uniform(values, random, sample, -bound, bound);
    }
}
