namespace Descent;

/// <summary>What a learning-rate range test saw, and the rates it suggests. A suggestion is null where the test shows no such thing.</summary>
public sealed class RangeTestResult
{
    /// <summary>Neighbours that count on either side of a point, in widths of e^(−distance²).</summary>
    private const int Width = 4;

    /// <summary>How much of its fall the loss has made at the rate that is recommended.</summary>
    private const double ShareOfFall = 0.85;

    private readonly int _first;
    private readonly int _last;

    internal RangeTestResult(IReadOnlyList<double> rates, IReadOnlyList<double> losses, string? divergence)
    {
        Divergence = divergence;
        var smoothed = Smooth(losses);
        Points = [.. rates.Select((rate, i) => new RatePoint(rate, losses[i], smoothed[i], SlopeAt(rates, smoothed, i)))];
        if (Points.Count < 4 * Width) return;
        (_first, _last) = (Width, Points.Count - 1 - Width); // nearer to the ends, too few neighbours smooth the losses
        var lowest = Best(p => p.Smoothed);
        var start = losses.Take(Math.Max(Width, losses.Count / 10)).Average();
        if (!HasFallen(start, lowest)) return;
        Minimum = Points[lowest].LearningRate;
        MinimumTenth = Minimum / 10;
        Steepest = Points[Best(p => p.Slope)].LearningRate;
        Valley = Points[MiddleOfValley()].LearningRate;
        var nearlyDown = start - ShareOfFall * (start - Points[lowest].Smoothed);
        Recommended = Points.Skip(_first).First(p => p.Smoothed <= nearlyDown).LearningRate;
    }

    /// <summary>The updates, in order.</summary>
    public IReadOnlyList<RatePoint> Points { get; }

    /// <summary>Why it ended before the highest rate; null if the loss did not diverge.</summary>
    public string? Divergence { get; }

    /// <summary>
    /// The one to try first: the lowest rate at which the loss has made 85 % of its fall. Over two epochs it was within 10 % of the best loss of a grid
    /// in most of the trainings that were tried, and far from it in others (docs/find-lr.md); <see cref="RateTrials"/> starts from it and does better.
    /// </summary>
    public double? Recommended { get; }

    /// <summary>The rate with the lowest smoothed loss: nearly too high.</summary>
    public double? Minimum { get; }

    /// <summary>A tenth of <see cref="Minimum"/>.</summary>
    public double? MinimumTenth { get; }

    /// <summary>The rate at which the smoothed loss falls fastest.</summary>
    public double? Steepest { get; }

    /// <summary>The rate in the middle of the longest fall: of the longest sequence of points, not all neighbours, each with a lower smoothed loss than the one before.</summary>
    public double? Valley { get; }

    /// <summary>Whether the loss has fallen by more than what it moves about its smoothed value, and by a hundredth: otherwise there is nothing to be seen.</summary>
    private bool HasFallen(double start, int lowest)
    {
        var noise = Math.Sqrt(Points.Take(Math.Max(lowest + 1, Points.Count / 2)).Average(p => (p.Loss - p.Smoothed) * (p.Loss - p.Smoothed)));
        return start - Points[lowest].Smoothed > Math.Max(2 * noise, 0.01 * Math.Abs(start));
    }

    private int Best(Func<RatePoint, double> value) => Enumerable.Range(_first, _last - _first + 1).MinBy(i => value(Points[i]));

    private int MiddleOfValley()
    {
        // The longest falling sequence that ends at each point; its length measures how far back it began.
        var lengths = new int[Points.Count];
        var end = _first;
        for (var i = _first; i <= _last; i++)
        {
            lengths[i] = 1;
            for (var j = _first; j < i; j++)
                if (Points[i].Smoothed < Points[j].Smoothed) lengths[i] = Math.Max(lengths[i], lengths[j] + 1);
            if (lengths[i] > lengths[end]) end = i;
        }

        return Math.Max(_first, end - lengths[end] / 2);
    }

    private static double[] Smooth(IReadOnlyList<double> losses)
    {
        var smoothed = new double[losses.Count];
        for (var i = 0; i < smoothed.Length; i++)
        {
            var reach = Math.Min(2 * Width, Math.Min(i, losses.Count - 1 - i)); // as many on either side, or a fall would look like less of one at the ends
            var (sum, weights) = (0.0, 0.0);
            for (var d = -reach; d <= reach; d++)
            {
                var weight = Math.Exp(-(double)(d * d) / (Width * Width));
                (sum, weights) = (sum + weight * losses[i + d], weights + weight);
            }

            smoothed[i] = sum / weights;
        }

        return smoothed;
    }

    private static double SlopeAt(IReadOnlyList<double> rates, double[] smoothed, int i)
    {
        int before = Math.Max(i - 1, 0), after = Math.Min(i + 1, smoothed.Length - 1);
        return after == before ? 0 : (smoothed[after] - smoothed[before]) / Math.Log(rates[after] / rates[before]);
    }
}
