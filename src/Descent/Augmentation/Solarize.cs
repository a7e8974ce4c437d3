using Descent.Kernels;

namespace Descent;

/// <summary>Inverts what is bright: 255 − x from a threshold on.</summary>
public sealed class Solarize : PixelTransform
{
    /// <summary>Makes the transform.</summary>
    /// <param name="threshold">The least value that is inverted, 0 … 256: 0 inverts all, 256 nothing.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Solarize(double threshold = 128, double probability = 0.5)
        : base(probability) => Threshold = Require(threshold, "threshold", 0, 256);

    /// <summary>The least value that is inverted.</summary>
    public double Threshold { get; }

    /// <inheritdoc/>
    public override string Name => "solarize";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => $"from {Threshold}";

    /// <inheritdoc/>
    public override string ToString() => $"Solarize({Threshold})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new SolarizeFn((float)Threshold));
}
