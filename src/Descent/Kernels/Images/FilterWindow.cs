namespace Descent.Kernels;

/// <summary>
/// The pixels of an axis that count at a place, and how much. Where the places of a drawing are further apart than pixels, the filter is as wide as their
/// distance, so that no pixel is left out.
/// </summary>
/// <param name="filter">The filter.</param>
/// <param name="step">How far places are apart, in pixels.</param>
/// <param name="size">Pixels of the axis.</param>
internal sealed class FilterWindow(ResampleFilter filter, double step, int size)
{
    private readonly double _width = Math.Max(Math.Abs(step), 1);
    private readonly double[] _weights = new double[Math.Min((int)Math.Ceiling(ResampleFilters.Radius(filter) * Math.Max(Math.Abs(step), 1)) * 2 + 1, size)];

    /// <summary>The most pixels that count at a place.</summary>
    public int Most => _weights.Length;

    /// <summary>The first pixel that counts.</summary>
    public int First { get; private set; }

    /// <summary>The weights of that one and those behind it; they add up to 1.</summary>
    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, _length);

    private int _length;

    /// <summary>Moves to a place among the pixels, 0 being the first one's centre.</summary>
    public void MoveTo(double place)
    {
        var (center, reach) = (place + 0.5, ResampleFilters.Radius(filter) * _width);
        First = Math.Max((int)(center - reach + 0.5), 0);
        _length = Math.Min((int)(center + reach + 0.5), size) - First;
        var sum = 0.0;
        for (var k = 0; k < _length; k++) sum += _weights[k] = ResampleFilters.Weight(filter, (First + k - center + 0.5) / _width);
        for (var k = 0; k < _length; k++) _weights[k] /= sum;
    }

    /// <summary>A place brought among the pixels; not a number where the fill is seen.</summary>
    /// <param name="at">Any place.</param>
    /// <param name="size">Pixels of the axis.</param>
    /// <param name="outside">What lies beyond them.</param>
    public static double Inside(double at, int size, Surroundings outside)
    {
        if (outside == Surroundings.Constant && !(at >= -0.5 && at < size - 0.5)) return double.NaN;
        double last = size - 1, period = Math.Max(2 * last, 1);
        if (outside == Surroundings.Reflect) at = Math.Abs(at - period * Math.Round(at / period));
        return outside == Surroundings.Constant ? at : Math.Clamp(at, 0, last);
    }
}
