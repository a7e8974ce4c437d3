using System.Globalization;

namespace Descent;

/// <summary>Turns, slants, scales and moves an image at once.</summary>
public sealed class RandomAffine : GeometricTransform
{
    private readonly Amount _degrees, _x, _y, _shear;
    private readonly (float Low, float High) _scale;
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="degrees">The largest angle either way, 0 … 180.</param>
    /// <param name="translate">The farthest move as a share of width and height, 0 … 1.</param>
    /// <param name="scale">The factor of its size, drawn uniformly, 0.05 … 20; 1 if null.</param>
    /// <param name="shear">The largest sideways slant either way, in pixels a pixel, 0 … 2.</param>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public RandomAffine(double degrees = 0, (double X, double Y) translate = default, (double Low, double High)? scale = null, double shear = 0, Fill? fill = null, double probability = 1)
        : base(probability)
    {
        _degrees = Amount.Within(Require(degrees, "angle", 0, 180));
        _x = Amount.Within(Require(translate.X, "share of the width", 0, 1));
        _y = Amount.Within(Require(translate.Y, "share of the height", 0, 1));
        _shear = Amount.Within(Require(shear, "slant", 0, 2));
        _scale = RequireEnds(scale ?? (1, 1), "scale", 0.05, 20);
        _fill = fill ?? Descent.Fill.Black;
    }

    /// <inheritdoc/>
    public override Fill? Fill => _fill;

    /// <inheritdoc/>
    public override string Name => "affine";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) =>
        string.Create(CultureInfo.InvariantCulture, $"{drawn[0]:0.0}°, {drawn[3]:0.00}×, right {drawn[1]:0.0}, down {drawn[2]:0.0}, slant {drawn[4]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"RandomAffine({_degrees}°, scale {_scale.Low} … {_scale.High}, shear {_shear}, fill {_fill})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(
        _degrees.Draw(random, 1), _x.Draw(random, 2) * size.Width, _y.Draw(random, 3) * size.Height, random.Between(4, _scale.Low, _scale.High), _shear.Draw(random, 5));

    /// <summary>Slanted, scaled and turned around the centre, then moved.</summary>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size)
    {
        var (sin, cos) = Math.SinCos(drawn[0] * Math.PI / 180);
        double s = drawn[3], slant = drawn[4];
        return Projection.AroundCentre(size, s * cos, s * (cos * slant + sin), -s * sin, s * (cos - sin * slant)).Then(Projection.Move(drawn[1], drawn[2]));
    }
}
