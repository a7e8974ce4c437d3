using System.Globalization;

namespace Descent;

/// <summary>Looks at an image from the side: each corner moves towards the middle by a random part.</summary>
public sealed class RandomPerspective : GeometricTransform
{
    private readonly float _distortion;
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="distortion">The farthest a corner moves, as a share of half the side, 0 … 1.</param>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public RandomPerspective(double distortion = 0.5, Fill? fill = null, double probability = 0.5)
        : base(probability)
    {
        _distortion = Require(distortion, "distortion", 0, 1);
        _fill = fill ?? Descent.Fill.Black;
    }

    /// <inheritdoc/>
    public override Fill? Fill => _fill;

    /// <inheritdoc/>
    public override string Name => "perspective";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"corners {drawn[0]:0},{drawn[1]:0} {drawn[2]:0},{drawn[3]:0} {drawn[4]:0},{drawn[5]:0} {drawn[6]:0},{drawn[7]:0}");

    /// <inheritdoc/>
    public override string ToString() => $"RandomPerspective({_distortion}, fill {_fill})";

    /// <summary>How far each corner moves inwards, across and down: upper left, upper right, lower right, lower left.</summary>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size)
    {
        var drawn = default(DrawnValues);
        // Under a half, so that opposite corners never meet.
        float across = _distortion * 0.49f * (size.Width - 1), down = _distortion * 0.49f * (size.Height - 1);
        for (var i = 0; i < DrawnValues.Count; i++) drawn[i] = random.Uniform(i + 1) * (i % 2 == 0 ? across : down);

        // A corner far inside beside two that are too bends the outline inwards, and nobody sees a picture so: all move half as far, until it is convex.
        while (!IsConvex(Corners(drawn, size)))
            for (var i = 0; i < DrawnValues.Count; i++) drawn[i] /= 2;
        return drawn;
    }

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size)
    {
        if (size.Width == 1 || size.Height == 1) return Projection.Identity; // a line has no corners to move
        return Projection.Perspective(size, Corners(drawn, size)).Inverse();
    }

    private static (double X, double Y)[] Corners(in DrawnValues drawn, ImageSize size)
    {
        double right = size.Width - 1, bottom = size.Height - 1;
        return [(drawn[0], drawn[1]), (right - drawn[2], drawn[3]), (right - drawn[4], bottom - drawn[5]), (drawn[6], bottom - drawn[7])];
    }

    /// <summary>Whether the outline never turns left; a line, of an image one pixel wide, does not.</summary>
    private static bool IsConvex((double X, double Y)[] corners)
    {
        for (var i = 0; i < 4; i++)
        {
            var (a, b, c) = (corners[i], corners[(i + 1) % 4], corners[(i + 2) % 4]);
            if ((b.X - a.X) * (c.Y - b.Y) - (b.Y - a.Y) * (c.X - b.X) < 0) return false;
        }

        return true;
    }
}
