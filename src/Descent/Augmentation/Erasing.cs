using System.Globalization;

namespace Descent;

/// <summary>
/// Covers a random rectangle (Zhong et al., "Random erasing data augmentation", 2020), with torchvision's settings and ten tries at one that fits:
/// the sheet's "information loss".
/// </summary>
public sealed class Erasing : PixelTransform
{
    private const int Tries = 10;

    private readonly (float Low, float High) _scale, _ratio;
    private readonly byte? _value;

    /// <summary>Makes the transform.</summary>
    /// <param name="scale">The rectangle's share of the area, drawn uniformly; 0.02 … 0.33 if null.</param>
    /// <param name="ratio">Its height by its width, the logarithm drawn uniformly; 0.3 … 3.3 if null.</param>
    /// <param name="value">What covers it, in every channel; null for noise.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Erasing((double Low, double High)? scale = null, (double Low, double High)? ratio = null, byte? value = 0, double probability = 0.5)
        : base(probability)
    {
        _scale = RequireEnds(scale ?? (0.02, 0.33), "scale", 0, 1);
        _ratio = RequireEnds(ratio ?? (0.3, 3.3), "ratio", 1e-3, 1e3);
        _value = value;
    }

    /// <inheritdoc/>
    public override string Name => "erasing";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => drawn[2] == 0 ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"{drawn[2]:0} × {drawn[3]:0} at {drawn[0]:0}, {drawn[1]:0}");

    /// <inheritdoc/>
    public override string ToString() => $"Erasing(scale {_scale.Low} … {_scale.High}, value {(_value is { } value ? $"{value}" : "noise")})";

    /// <summary>Left, top, width, height; all 0 if none of the tries fits.</summary>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = (double)size.Height * size.Width * random.Between(4 * i + 1, _scale.Low, _scale.High);
            var ratio = Math.Exp(random.Between(4 * i + 2, MathF.Log(_ratio.Low), MathF.Log(_ratio.High)));
            var (height, width) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (height >= size.Height || width >= size.Width) continue;
            return DrawnValues.Of(random.Below(size.Width - width + 1, 4 * i + 3), random.Below(size.Height - height + 1, 4 * i + 4), width, height);
        }

        return default;
    }

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block) =>
        block.Cover((int)drawn[0], (int)drawn[1], (int)drawn[2], (int)drawn[3], _value, random);
}
