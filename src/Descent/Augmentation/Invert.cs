using Descent.Kernels;

namespace Descent;

/// <summary>Turns an image into its negative: 255 − x.</summary>
/// <param name="probability">How often, 0 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
public sealed class Invert(double probability = 0.5) : PixelTransform(probability)
{
    /// <inheritdoc/>
    public override string Name => "invert";

    /// <inheritdoc/>
    public override string ToString() => $"Invert(probability {Probability})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new LinearFn(-1, 255));
}
