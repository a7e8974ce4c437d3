using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Sharpens or softens an image: x ← factor·x + (1 − factor)·smoothed, the smoothed pixel being the mean of the nine around it with five parts of the
/// middle one, as Pillow's. The outermost pixels stay.
/// </summary>
public sealed class Sharpness : AreaTransform
{
    private readonly Amount _factor;

    /// <summary>Makes the transform.</summary>
    /// <param name="strength">The factor is drawn from 1 − strength, but not below 0, to 1 + strength. 0 … 10.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Sharpness(double strength, double probability = 1)
        : this(Amount.Factor(strength), probability) => Require(strength, "strength", 0, 10);

    internal Sharpness(Amount factor, double probability = 1)
        : base(probability) => _factor = factor;

    /// <inheritdoc/>
    public override string Name => "sharpness";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"× {drawn[0]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"Sharpness({_factor})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_factor.Draw(random, 1));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, ReadOnlySpan<byte> source, ImageSize size, int channels, Span<byte> target)
    {
        source.CopyTo(target);
        var row = size.Width * channels;
        for (var y = 1; y < size.Height - 1; y++)
            for (var i = y * row + channels; i < (y + 1) * row - channels; i++)
            {
                var around = source[i - row - channels] + source[i - row] + source[i - row + channels] + source[i - channels] + source[i + channels]
                    + source[i + row - channels] + source[i + row] + source[i + row + channels];
                var smooth = (around + 5 * source[i]) / 13f;
                target[i] = (byte)(int)Math.Clamp(drawn[0] * source[i] + (1 - drawn[0]) * smooth + 0.5f, 0, 255);
            }
    }
}
