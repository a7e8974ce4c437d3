using Descent.Kernels;

namespace Descent;

/// <summary>Takes the colours away, three equal channels being left: a saturation of 0.</summary>
/// <param name="probability">How often, 0 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
public sealed class Grayscale(double probability = 0.1) : PixelTransform(probability)
{
    /// <inheritdoc/>
    public override string Name => "grayscale";

    /// <inheritdoc/>
    public override string ToString() => $"Grayscale(probability {Probability})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.EachColor(new SaturationFn(0));
}
