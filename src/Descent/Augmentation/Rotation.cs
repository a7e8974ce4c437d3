namespace Descent;

/// <summary>Turns an image around its centre by a slight angle: the sheet's "rotation".</summary>
public sealed class Rotation : GeometricTransform
{
    private readonly Amount _degrees;
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="degrees">The largest angle either way, 0 … 180; it is drawn uniformly.</param>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Rotation(double degrees, Fill? fill = null, double probability = 1)
        : this(Amount.Within(degrees), fill, probability)
    {
    }

    internal Rotation(Amount degrees, Fill? fill = null, double probability = 1)
        : base(probability)
    {
        Require(degrees.Largest, "angle", 0, 180);
        (_degrees, _fill) = (degrees, fill ?? Descent.Fill.Black);
    }

    /// <summary>The largest angle either way, in degrees.</summary>
    public double Degrees => _degrees.Largest;

    /// <inheritdoc/>
    public override Fill? Fill => _fill;

    /// <inheritdoc/>
    public override string Name => "rotation";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{drawn[0]:0.0}°");

    /// <inheritdoc/>
    public override string ToString() => $"Rotation({_degrees}°, fill {_fill})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => DrawnValues.Of(_degrees.Draw(random, 1));

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) => Projection.Rotate(size, drawn[0]);
}
