namespace Descent;

/// <summary>Difference quotients of a function on a line.</summary>
/// <param name="Central">Over both sides.</param>
/// <param name="Left">Over the left side.</param>
/// <param name="Right">Over the right side.</param>
/// <param name="Reached">How many of the result's numbers differ from side to side.</param>
internal readonly record struct Differences(double Central, double Left, double Right, int Reached);

/// <summary>A straight line through a leaf's values, along one coordinate or a direction: the function on it is a function of one number.</summary>
internal sealed class SlopeLine(ReplayedFunction f, Tensor leaf, int index, double[]? direction = null)
{
    /// <summary>What steps are multiplied by: max(1, |x|) along a coordinate.</summary>
    public double Scale => direction is null ? Math.Max(1, Math.Abs(leaf.Span<double>()[index])) : 1;

    /// <summary>The slope that the gradient says.</summary>
    /// <param name="gradient">The leaf's gradient; null for zeros.</param>
    public double SlopeBy(double[]? gradient)
    {
        if (gradient is null) return 0;
        if (direction is null) return gradient[index];
        var sum = 0.0;
        for (var i = 0; i < gradient.Length; i++) sum += direction[i] * gradient[i];
        return sum;
    }

    /// <summary>The differences over a step, to either side and central, (f(x + h) − f(x − h))/2h.</summary>
    /// <param name="h">The step.</param>
    /// <param name="here">The function's result where the leaf is.</param>
    public Differences Over(double h, double[] here)
    {
        var (above, up) = At(h);
        var (below, down) = At(-h);
        var (both, reached) = f.Compare(above, below);
        return new Differences(both / (up - down), f.Compare(below, here).Difference / down, f.Compare(above, here).Difference / up, reached);
    }

    /// <summary>The result at x + t, and the step as it is once rounded.</summary>
    private (double[] Values, double Step) At(double t)
    {
        if (direction is null)
        {
            var x = leaf.Span<double>()[index];
            leaf.Span<double>()[index] = x + t;
            try
            {
                return (f.Values(), x + t - x);
            }
            finally
            {
                leaf.Span<double>()[index] = x;
            }
        }

        var start = leaf.ToArray<double>();
        for (var i = 0; i < start.Length; i++) leaf.Span<double>()[i] = start[i] + t * direction[i];
        try
        {
            return (f.Values(), t);
        }
        finally
        {
            start.CopyTo(leaf.Span<double>());
        }
    }
}
