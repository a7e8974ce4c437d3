using System.Globalization;

namespace Descent;

/// <summary>
/// Cuts a piece of random area and shape out of a random place and resizes it (Szegedy et al., "Going deeper with convolutions", 2015), as torchvision
/// does: ten tries at an area and a shape that fit, then the middle.
/// </summary>
public sealed class RandomResizedCrop : GeometricTransform
{
    private const int Tries = 10;

    private readonly (float Low, float High) _scale, _ratio;

    /// <summary>Makes the transform.</summary>
    /// <param name="size">The size of the result.</param>
    /// <param name="scale">The piece's share of the image's area, drawn uniformly; 0.08 … 1 if null.</param>
    /// <param name="ratio">Its width by its height, the logarithm drawn uniformly; ¾ … 4⁄3 if null.</param>
    /// <param name="interpolation">How numbers between pixels are found, if not as the rest of the pipeline says.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public RandomResizedCrop(ImageSize size, (double Low, double High)? scale = null, (double Low, double High)? ratio = null, Interpolation? interpolation = null)
    {
        CenterCrop.RequireSize(nameof(RandomResizedCrop), size, Probability);
        (Size, Interpolation) = (size, interpolation);
        _scale = RequireEnds(scale ?? (0.08, 1), "scale", 1e-6, 1);
        _ratio = RequireEnds(ratio ?? (3.0 / 4, 4.0 / 3), "ratio", 1e-3, 1e3);
    }

    /// <summary>The size of the result.</summary>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public override Interpolation? Interpolation { get; }

    /// <inheritdoc/>
    public override string Name => "random_resized_crop";

    /// <inheritdoc/>
    public override bool FixesSize => true;

    /// <inheritdoc/>
    public override ImageSize SizeAfter(ImageSize size) => Size;

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{drawn[2]:0} × {drawn[3]:0} at {drawn[0]:0}, {drawn[1]:0}");

    /// <inheritdoc/>
    public override string ToString() => $"RandomResizedCrop({Size}, scale {_scale.Low} … {_scale.High}, ratio {_ratio.Low:0.###} … {_ratio.High:0.###})";

    /// <summary>The smallest piece is still shown pixel by pixel.</summary>
    internal override ImageSize? Detail
    {
        get
        {
            var factor = 1 / Math.Sqrt(_scale.Low * Math.Min(_ratio.Low, 1 / _ratio.High));
            return new((int)Math.Min(Size.Height * factor + 1, int.MaxValue), (int)Math.Min(Size.Width * factor + 1, int.MaxValue));
        }
    }

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = (double)size.Height * size.Width * random.Between(4 * i + 1, _scale.Low, _scale.High);
            var ratio = Math.Exp(random.Between(4 * i + 2, MathF.Log(_ratio.Low), MathF.Log(_ratio.High)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (width < 1 || width > size.Width || height < 1 || height > size.Height) continue;
            return DrawnValues.Of(random.Below(size.Width - width + 1, 4 * i + 3), random.Below(size.Height - height + 1, 4 * i + 4), width, height);
        }

        // The largest piece in the middle whose shape is allowed.
        var (w, h) = (size.Width, size.Height);
        if ((double)w / h < _ratio.Low) h = (int)Math.Clamp(Math.Round(w / _ratio.Low), 1, h);
        else if ((double)w / h > _ratio.High) w = (int)Math.Clamp(Math.Round(h * _ratio.High), 1, w);
        return DrawnValues.Of((size.Width - w) / 2, (size.Height - h) / 2, w, h);
    }

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) => Projection.Window(drawn[0], drawn[1], drawn[2], drawn[3], Size);
}
