using Descent.Kernels;

namespace Descent;

/// <summary>Keeps the upper bits of every byte.</summary>
public sealed class Posterize : PixelTransform
{
    /// <summary>Makes the transform.</summary>
    /// <param name="bits">The bits that are kept, 1 … 8.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Posterize(int bits, double probability = 0.5)
        : base(probability)
    {
        Require(bits, "number of bits", 1, 8);
        Bits = bits;
    }

    /// <summary>The bits that are kept.</summary>
    public int Bits { get; }

    /// <inheritdoc/>
    public override string Name => "posterize";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => $"{Bits} bits";

    /// <inheritdoc/>
    public override string ToString() => $"Posterize({Bits})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new PosterizeFn(1 << (8 - Bits)));
}
