using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Bends the tones: 255·(x/255)^γ. Above 1 the shadows grow, below 1 they shrink; black and white stay.</summary>
public sealed class Gamma : PixelTransform
{
    private readonly (float Low, float High) _gamma;

    /// <summary>Makes the transform.</summary>
    /// <param name="low">The smallest exponent, 0.05 … 20.</param>
    /// <param name="high">The largest exponent; its logarithm is drawn uniformly.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Gamma(double low, double high, double probability = 1)
        : base(probability) => _gamma = RequireEnds((low, high), "exponent", 0.05, 20);

    /// <inheritdoc/>
    public override string Name => "gamma";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{drawn[0]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"Gamma({_gamma.Low} … {_gamma.High})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_gamma.Low == _gamma.High
        ? _gamma.Low
        : MathF.Exp(random.Between(1, MathF.Log(_gamma.Low), MathF.Log(_gamma.High))));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new GammaFn(drawn[0]));
}
