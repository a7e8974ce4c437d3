namespace Descent.Kernels;

/// <summary>How much a pixel counts by its distance.</summary>
internal enum ResampleFilter : byte
{
    /// <summary>1 − |x|, up to a distance of 1.</summary>
    Triangle,

    /// <summary>Keys' cubic with a = −½, up to a distance of 2.</summary>
    Cubic,
}

/// <summary>The weights of a filter.</summary>
internal static class ResampleFilters
{
    /// <summary>The distance from which on pixels count nothing.</summary>
    public static double Radius(ResampleFilter filter) => filter == ResampleFilter.Triangle ? 1 : 2;

    /// <summary>The weight at a distance.</summary>
    public static double Weight(ResampleFilter filter, double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        if (filter == ResampleFilter.Triangle) return Math.Max(1 - x, 0);
        if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
