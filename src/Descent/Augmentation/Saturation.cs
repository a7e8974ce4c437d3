using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Makes colours stronger or paler: x ← factor·x + (1 − factor)·luma. Images that are not of three channels have no colours and stay.</summary>
public sealed class Saturation : PixelTransform
{
    private readonly Amount _factor;

    /// <summary>Makes the transform.</summary>
    /// <param name="strength">The factor is drawn from 1 − strength, but not below 0, to 1 + strength. 0 … 10.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Saturation(double strength, double probability = 1)
        : this(Amount.Factor(strength), probability) => Require(strength, "strength", 0, 10);

    internal Saturation(Amount factor, double probability = 1)
        : base(probability) => _factor = factor;

    /// <inheritdoc/>
    public override string Name => "saturation";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"× {drawn[0]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"Saturation({_factor})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_factor.Draw(random, 1));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.EachColor(new SaturationFn(drawn[0]));
}
