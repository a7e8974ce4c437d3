using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Strengthens or weakens the differences from the image's mean luma: x ← factor·x + (1 − factor)·mean. The sheet's "contrast change".</summary>
public sealed class Contrast : PixelTransform
{
    private readonly Amount _factor;

    /// <summary>Makes the transform.</summary>
    /// <param name="strength">The factor is drawn from 1 − strength, but not below 0, to 1 + strength. 0 … 10.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Contrast(double strength, double probability = 1)
        : this(Amount.Factor(strength), probability) => Require(strength, "strength", 0, 10);

    internal Contrast(Amount factor, double probability = 1)
        : base(probability) => _factor = factor;

    /// <inheritdoc/>
    public override string Name => "contrast";

    /// <inheritdoc/>
    protected internal override int Measures => 1;

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"× {drawn[0]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"Contrast({_factor})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_factor.Draw(random, 1));

    /// <summary>Σ luma; of other than three channels, Σ of their mean.</summary>
    protected internal override void Measure(in PixelBlock block, Span<double> sums)
    {
        if (block.Channels == 3) sums[0] += 0.299 * Sum(block.Channel(0)) + 0.587 * Sum(block.Channel(1)) + 0.114 * Sum(block.Channel(2));
        else for (var channel = 0; channel < block.Channels; channel++) sums[0] += (double)Sum(block.Channel(channel)) / block.Channels;

        static float Sum(Span<float> numbers) => System.Numerics.Tensors.TensorPrimitives.Sum<float>(numbers);
    }

    /// <inheritdoc/>
    protected internal override DrawnValues Conclude(in DrawnValues drawn, ImageSize size, int channels, Span<double> sums) =>
        DrawnValues.Of(drawn[0], (float)(sums[0] / ((double)size.Height * size.Width)));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new LinearFn(drawn[0], (1 - drawn[0]) * drawn[1]));
}
