using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Blurs an image with a Gaussian; beyond the edges the image is mirrored.</summary>
public sealed class Blur : AreaTransform
{
    private readonly (float Low, float High) _deviation;

    /// <summary>Makes the transform.</summary>
    /// <param name="low">The smallest standard deviation in pixels, 0 … 20.</param>
    /// <param name="high">The largest; it is drawn uniformly.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Blur(double low, double high, double probability = 0.5)
        : base(probability) => _deviation = RequireEnds((low, high), "deviation", 0, 20);

    /// <inheritdoc/>
    public override string Name => "blur";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"σ {drawn[0]:0.0}");

    /// <inheritdoc/>
    public override string ToString() => $"Blur({_deviation.Low} … {_deviation.High})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(random.Between(1, _deviation.Low, _deviation.High));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, ReadOnlySpan<byte> source, ImageSize size, int channels, Span<byte> target)
    {
        // Beyond three deviations a Gaussian has a quarter of a percent of its weight.
        var reach = (int)MathF.Ceiling(3 * drawn[0]);
        Span<float> weights = stackalloc float[2 * reach + 1];
        var sum = 0.0;
        for (var i = -reach; i <= reach; i++) sum += weights[i + reach] = drawn[0] == 0 ? 1 : MathF.Exp(-0.5f * i * i / (drawn[0] * drawn[0]));
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)(weights[i] / sum);
        SeparableFilter.Run(source, size.Height, size.Width, channels, weights, target);
    }
}
