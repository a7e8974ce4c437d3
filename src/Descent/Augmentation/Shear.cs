using System.Globalization;

namespace Descent;

/// <summary>Slants an image around its centre: rows move sideways and columns up or down, in proportion to their distance from it.</summary>
public sealed class Shear : GeometricTransform
{
    private readonly Amount _x, _y;
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="x">The largest sideways slant either way, in pixels a pixel: the tangent of the angle. 0 … 2.</param>
    /// <param name="y">The same up and down.</param>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Shear(double x, double y = 0, Fill? fill = null, double probability = 1)
        : this(Amount.Within(x), Amount.Within(y), fill, probability)
    {
    }

    internal Shear(Amount x, Amount y, Fill? fill, double probability = 1)
        : base(probability)
    {
        Require(x.Largest, "sideways slant", 0, 2);
        Require(y.Largest, "slant up and down", 0, 2);
        (_x, _y, _fill) = (x, y, fill ?? Descent.Fill.Black);
    }

    /// <inheritdoc/>
    public override Fill? Fill => _fill;

    /// <inheritdoc/>
    public override string Name => "shear";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{drawn[0]:0.00}, {drawn[1]:0.00}");

    /// <inheritdoc/>
    public override string ToString() => $"Shear({_x}, {_y}, fill {_fill})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_x.Draw(random, 1), _y.Draw(random, 2));

    /// <summary>First sideways, then up and down: the determinant stays 1.</summary>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) =>
        Projection.AroundCentre(size, 1, drawn[0], drawn[1], 1 + drawn[0] * drawn[1]);
}
