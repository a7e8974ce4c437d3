using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Makes an image brighter or darker: every channel times a factor.</summary>
public sealed class Brightness : PixelTransform
{
    private readonly Amount _factor;

    /// <summary>Makes the transform.</summary>
    /// <param name="strength">The factor is drawn from 1 − strength, but not below 0, to 1 + strength. 0 … 10.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Brightness(double strength, double probability = 1)
        : this(Amount.Factor(strength), probability) => Require(strength, "strength", 0, 10);

    internal Brightness(Amount factor, double probability = 1)
        : base(probability) => _factor = factor;

    /// <inheritdoc/>
    public override string Name => "brightness";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"× {drawn[0]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"Brightness({_factor})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_factor.Draw(random, 1));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new LinearFn(drawn[0], 0));
}
