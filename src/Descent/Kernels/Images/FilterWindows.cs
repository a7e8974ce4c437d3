namespace Descent.Kernels;

/// <summary>The windows of a line of places, one after the other, with whole numbers as weights.</summary>
internal sealed class FilterWindows
{
    /// <summary>Weights are whole multiples of 2⁻²², as Pillow has them: 255 times their sum stays below 2³¹, overshoot of a cubic included.</summary>
    public const int Precision = 22;

    private int[] _first = [], _weights = [];

    /// <summary>The pixels of each window.</summary>
    public int Length { get; private set; }

    /// <summary>The first pixel of each window; −1 where the place lies outside and shows the fill.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>The weights of each window's pixels, one window after the other; 0 where one does not count.</summary>
    public ReadOnlySpan<int> Weights => _weights;

    /// <summary>Finds the windows of the places step·i + start.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="step">How far places are apart, in pixels; negative where they run backwards.</param>
    /// <param name="start">The first place; 0 is the first pixel's centre.</param>
    /// <param name="count">How many places.</param>
    /// <param name="size">Pixels of the axis.</param>
    /// <param name="outside">What lies beyond them. Places there are brought inside, or show the fill.</param>
    public void Fit(ResampleFilter filter, double step, double start, int count, int size, Surroundings outside)
    {
        var window = new FilterWindow(filter, step, size);
        Length = window.Most;
        if (_first.Length < count) _first = new int[count];
        if (_weights.Length < count * Length) _weights = new int[count * Length];
        _weights.AsSpan(0, count * Length).Clear();
        for (var i = 0; i < count; i++)
        {
            var place = FilterWindow.Inside(step * i + start, size, outside);
            if (double.IsNaN(place))
            {
                _first[i] = -1;
                continue;
            }

            window.MoveTo(place);
            var missing = Math.Max(window.First + Length - size, 0); // at the far edge a window begins earlier, with pixels that count nothing
            _first[i] = window.First - missing;
            for (var k = 0; k < window.Weights.Length; k++)
                _weights[i * Length + missing + k] = (int)Math.Round(window.Weights[k] * (1 << Precision), MidpointRounding.AwayFromZero);
        }
    }
}
