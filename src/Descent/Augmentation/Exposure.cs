using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Exposes an image longer or shorter: light times 2^stops. Bytes hold light to the power 1/2.2, so they are multiplied by 2^(stops/2.2).
/// </summary>
public sealed class Exposure : PixelTransform
{
    /// <summary>The exponent between light and the numbers of a picture (as in sRGB, IEC 61966-2-1, nearly).</summary>
    private const float DisplayGamma = 2.2f;

    private readonly Amount _stops;

    /// <summary>Makes the transform.</summary>
    /// <param name="stops">The most stops either way, 0 … 8: one stop is twice the light.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Exposure(double stops, double probability = 1)
        : base(probability) => _stops = Amount.Within(Require(stops, "number of stops", 0, 8));

    /// <inheritdoc/>
    public override string Name => "exposure";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{drawn[0]:+0.00;-0.00;0} stops");

    /// <inheritdoc/>
    public override string ToString() => $"Exposure({_stops})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_stops.Draw(random, 1));

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) => block.Each(new LinearFn(MathF.Pow(2, drawn[0] / DisplayGamma), 0));
}
