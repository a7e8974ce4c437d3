using Descent.Kernels;

namespace Descent;

/// <summary>
/// Where a pixel of a changed image lies in the image before: pixel (x, y) of the result shows place ((Ax + By + C)/w, (Dx + Ey + F)/w) of the
/// source, with w = Gx + Hy + I. Whole numbers are the centres of pixels, x runs to the right and y down. Projections are composed, and only the
/// whole is drawn: an image that is turned, moved and cut is interpolated once.
/// </summary>
public readonly record struct Projection
{
    private Projection(in PixelMap map) => Map = map;

    /// <summary>Every pixel shows itself.</summary>
    public static Projection Identity { get; } = Affine(1, 0, 0, 0, 1, 0);

    internal PixelMap Map { get; }

    /// <summary>x ← a·x + b·y + c, y ← d·x + e·y + f.</summary>
    public static Projection Affine(double a, double b, double c, double d, double e, double f) => new(new PixelMap(a, b, c, d, e, f, 0, 0, 1));

    /// <summary>The content moves by (<paramref name="right"/>, <paramref name="down"/>) pixels.</summary>
    public static Projection Move(double right, double down) => Affine(1, 0, -right, 0, 1, -down);

    /// <summary>A window of the image, stretched to another size: the borders of the outer pixels meet the window's.</summary>
    /// <param name="left">The window's left border; 0 is the left border of the image, half a pixel left of the first centre.</param>
    /// <param name="top">Its upper border.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="size">The result's size.</param>
    public static Projection Window(double left, double top, double width, double height, ImageSize size)
    {
        var (x, y) = (width / size.Width, height / size.Height);
        return Affine(x, 0, left + (x - 1) / 2, 0, y, top + (y - 1) / 2);
    }

    /// <summary>The content is changed by a linear map around the centre of an image of that size: (x, y) of the content goes to (ax + by, cx + dy).</summary>
    /// <exception cref="ArgumentException">The map flattens the image: its determinant is 0.</exception>
    public static Projection AroundCentre(ImageSize size, double a, double b, double c, double d)
    {
        var determinant = a * d - b * c;
        if (determinant == 0) throw new ArgumentException($"Projection: the matrix ({a}, {b}; {c}, {d}) flattens the image to a line; its determinant must not be 0.");
        var (centreX, centreY) = ((size.Width - 1) / 2.0, (size.Height - 1) / 2.0);
        double ia = d / determinant, ib = -b / determinant, ic = -c / determinant, id = a / determinant;
        return Affine(ia, ib, centreX - ia * centreX - ib * centreY, ic, id, centreY - ic * centreX - id * centreY);
    }

    /// <summary>The content is turned counter-clockwise around the centre.</summary>
    /// <param name="size">The image's size.</param>
    /// <param name="degrees">The angle.</param>
    public static Projection Rotate(ImageSize size, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return AroundCentre(size, cos, sin, -sin, cos); // y runs down
    }

    /// <summary>
    /// The perspective that shows four places of the source at the corners of the result, in the order upper left, upper right, lower right, lower left
    /// (Heckbert, "Fundamentals of texture mapping and image warping", 1989).
    /// </summary>
    /// <param name="size">The result's size; its corners are the centres of its corner pixels.</param>
    /// <param name="corners">Places in the source.</param>
    /// <exception cref="ArgumentException">There are not four, or they are not the corners of a convex quadrangle.</exception>
    public static Projection Perspective(ImageSize size, ReadOnlySpan<(double X, double Y)> corners)
    {
        if (corners.Length != 4) throw new ArgumentException($"Projection: a perspective takes four corners; {corners.Length} were given.");
        var (p0, p1, p2, p3) = (corners[0], corners[1], corners[2], corners[3]);
        double dx1 = p1.X - p2.X, dx2 = p3.X - p2.X, sx = p0.X - p1.X + p2.X - p3.X;
        double dy1 = p1.Y - p2.Y, dy2 = p3.Y - p2.Y, sy = p0.Y - p1.Y + p2.Y - p3.Y;
        var determinant = dx1 * dy2 - dx2 * dy1;
        double g = (sx * dy2 - dx2 * sy) / determinant, h = (dx1 * sy - sx * dy1) / determinant;
        // w must be above 0 at all four corners (at the first it is 1), or the horizon runs through the image.
        if (!(1 + g > 0 && 1 + h > 0 && 1 + g + h > 0)) throw new ArgumentException("Projection: the four corners of a perspective must be those of a convex quadrangle, given in turn.");
        var (w, l) = (1.0 / Math.Max(size.Width - 1, 1), 1.0 / Math.Max(size.Height - 1, 1));
        return new(new PixelMap(
            (p1.X - p0.X + g * p1.X) * w, (p3.X - p0.X + h * p3.X) * l, p0.X,
            (p1.Y - p0.Y + g * p1.Y) * w, (p3.Y - p0.Y + h * p3.Y) * l, p0.Y,
            g * w, h * l, 1));
    }

    /// <summary>This first, then another on its result: the projection from that result to this one's source.</summary>
    /// <param name="next">From the last result to the result of this.</param>
    public Projection Then(in Projection next)
    {
        PixelMap m = Map, n = next.Map;
        return new(new PixelMap(
            m.A * n.A + m.B * n.D + m.C * n.G, m.A * n.B + m.B * n.E + m.C * n.H, m.A * n.C + m.B * n.F + m.C * n.I,
            m.D * n.A + m.E * n.D + m.F * n.G, m.D * n.B + m.E * n.E + m.F * n.H, m.D * n.C + m.E * n.F + m.F * n.I,
            m.G * n.A + m.H * n.D + m.I * n.G, m.G * n.B + m.H * n.E + m.I * n.H, m.G * n.C + m.H * n.F + m.I * n.I));
    }

    /// <summary>The way back: from places in the source to the pixels that show them.</summary>
    /// <exception cref="InvalidOperationException">It flattens the image.</exception>
    public Projection Inverse()
    {
        var m = Map;
        double a = m.E * m.I - m.F * m.H, b = m.C * m.H - m.B * m.I, c = m.B * m.F - m.C * m.E;
        var determinant = m.A * a + m.D * b + m.G * c;
        if (determinant == 0) throw new InvalidOperationException("Projection: it flattens the image to a line, so there is no way back.");
        double d = m.F * m.G - m.D * m.I, e = m.A * m.I - m.C * m.G, f = m.C * m.D - m.A * m.F;
        double g = m.D * m.H - m.E * m.G, h = m.B * m.G - m.A * m.H, i = m.A * m.E - m.B * m.D;
        return new(new PixelMap(a / i, b / i, c / i, d / i, e / i, f / i, g / i, h / i, 1)); // a projection may be scaled as a whole
    }

    /// <summary>The place that a pixel of the result shows.</summary>
    public (double X, double Y) Place(double x, double y)
    {
        var w = Map.G * x + Map.H * y + Map.I;
        return ((Map.A * x + Map.B * y + Map.C) / w, (Map.D * x + Map.E * y + Map.F) / w);
    }

    /// <summary>How many pixels of the source, across and down, a step of one pixel in the middle of the result passes at most.</summary>
    internal (double Across, double Down) Steps(ImageSize size)
    {
        var (x, y) = ((size.Width - 1) / 2.0, (size.Height - 1) / 2.0);
        var (left, right, above, below) = (Place(x - 0.5, y), Place(x + 0.5, y), Place(x, y - 0.5), Place(x, y + 0.5));
        return (Math.Max(Math.Abs(right.X - left.X), Math.Abs(below.X - above.X)), Math.Max(Math.Abs(right.Y - left.Y), Math.Abs(below.Y - above.Y)));
    }
}
