namespace Descent;

/// <summary>Which way an image is mirrored.</summary>
public enum FlipAxis
{
    /// <summary>Left and right change places.</summary>
    Horizontal,

    /// <summary>Top and bottom change places.</summary>
    Vertical,
}

/// <summary>Mirrors an image: the sheet's "flip". It suits things that look alike in a mirror, and does not suit digits and letters.</summary>
/// <param name="axis">Which way.</param>
/// <param name="probability">How often, 0 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
public sealed class Flip(FlipAxis axis = FlipAxis.Horizontal, double probability = 0.5) : GeometricTransform(probability)
{
    /// <summary>Which way.</summary>
    public FlipAxis Axis { get; } = axis;

    /// <inheritdoc/>
    public override string Name => "flip";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => Axis == FlipAxis.Horizontal ? "horizontal" : "vertical";

    /// <inheritdoc/>
    public override string ToString() => $"Flip({Axis}, probability {Probability})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) => Axis == FlipAxis.Horizontal
        ? Projection.Affine(-1, 0, size.Width - 1, 0, 1, 0)
        : Projection.Affine(1, 0, 0, 0, -1, size.Height - 1);
}
