using System.Globalization;

namespace Descent;

/// <summary>Moves an image sideways and up or down, by parts of a pixel too.</summary>
public sealed class Translation : GeometricTransform
{
    private readonly Amount _x, _y;
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="x">The farthest move sideways either way, as a share of the width, 0 … 1.</param>
    /// <param name="y">The farthest move up and down, as a share of the height.</param>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Translation(double x, double y, Fill? fill = null, double probability = 1)
        : this(Amount.Within(x), Amount.Within(y), fill, probability)
    {
    }

    internal Translation(Amount x, Amount y, Fill? fill, double probability = 1)
        : base(probability)
    {
        Require(x.Largest, "share of the width", 0, 1);
        Require(y.Largest, "share of the height", 0, 1);
        (_x, _y, _fill) = (x, y, fill ?? Descent.Fill.Black);
    }

    /// <inheritdoc/>
    public override Fill? Fill => _fill;

    /// <inheritdoc/>
    public override string Name => "translation";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"right {drawn[0]:0.0}, down {drawn[1]:0.0}");

    /// <inheritdoc/>
    public override string ToString() => $"Translation({_x}, {_y}, fill {_fill})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) =>
        DrawnValues.Of(_x.Draw(random, 1) * size.Width, _y.Draw(random, 2) * size.Height);

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) => Projection.Move(drawn[0], drawn[1]);
}
