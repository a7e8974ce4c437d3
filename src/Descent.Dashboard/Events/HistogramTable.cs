namespace Descent.Dashboard;

/// <summary>Distributions of one tensor over time, on edges that all share, so that they can be drawn as one picture.</summary>
/// <param name="Steps">The updates.</param>
/// <param name="Edges">Where buckets begin and end; one more than buckets.</param>
/// <param name="Counts">[step, bucket]: how many numbers, a part of a bucket of the file where an edge cuts it.</param>
internal sealed record HistogramTable(IReadOnlyList<long> Steps, double[] Edges, IReadOnlyList<double[]> Counts)
{
    public const int MostSteps = 64, Bins = 64;

    private const int Limits = 6, Buckets = 7, Min = 1;

    /// <summary>The least part of all numbers that moves an outer edge: one stray weight shall not squeeze the rest into one bucket.</summary>
    private const double Stray = 1e-4;

    /// <summary>Reads histograms where they stand.</summary>
    public static HistogramTable Read(EventFolder events, string tag)
    {
        var places = events.Histogram(tag);
        var stride = (places.Count + MostSteps - 1) / MostSteps;
        var (steps, raw) = (new List<long>(), new List<(double[] Edges, double[] Counts)>());
        for (var i = places.Count - 1; i >= 0; i -= Math.Max(1, stride)) // from the newest, which is always shown
        {
            (double[] Edges, double[] Counts)? read = null;
            events.ReadAt(places[i], (message, _) =>
            {
                read = Parse(EventMessage.Read(message).Content);
                return true;
            });
            if (read is not { } histogram) continue;
            steps.Insert(0, places[i].Step);
            raw.Insert(0, histogram);
        }

        if (raw.Count == 0) return new([], [], []);
        var (low, high) = (raw.Min(r => Outer(r.Edges, r.Counts, fromAbove: false)), raw.Max(r => Outer(r.Edges, r.Counts, fromAbove: true)));
        if (!(high > low)) (low, high) = (low - 0.5, low + 0.5);
        var edges = Enumerable.Range(0, Bins + 1).Select(i => low + (high - low) * i / Bins).ToArray();
        return new(steps, edges, [.. raw.Select(r => Spread(r.Edges, r.Counts, edges))]);
    }

    private static (double[] Edges, double[] Counts)? Parse(ReadOnlySpan<byte> message)
    {
        double[] limits = [], counts = [];
        var min = double.NaN;
        for (var fields = new ProtoFields(message); fields.Next();)
        {
            if (fields.Field == Limits) limits = ProtoFields.Doubles(fields.Bytes);
            else if (fields.Field == Buckets) counts = ProtoFields.Doubles(fields.Bytes);
            else if (fields.Field == Min) min = fields.Double;
        }

        if (limits.Length == 0 || limits.Length != counts.Length || limits.Length > 4096) return null;
        var edges = new double[limits.Length + 1];
        edges[0] = double.IsFinite(min) ? Math.Min(min, limits[0]) : limits[0];
        for (var i = 0; i < limits.Length; i++)
        {
            if (!(limits[i] >= edges[i]) || !double.IsFinite(limits[i]) || !(counts[i] >= 0) || !double.IsFinite(counts[i])) return null;
            edges[i + 1] = limits[i];
        }

        return (edges, counts);
    }

    private static double Outer(double[] edges, double[] counts, bool fromAbove)
    {
        var (left, i) = (counts.Sum() * Stray, fromAbove ? counts.Length - 1 : 0);
        while (i >= 0 && i < counts.Length && (left -= counts[i]) >= 0) i += fromAbove ? -1 : 1;
        i = Math.Clamp(i, 0, counts.Length - 1);
        return edges[fromAbove ? i + 1 : i];
    }

    /// <summary>Counts on other edges: each bucket is taken as even in itself; what lies outside counts in the outermost.</summary>
    private static double[] Spread(double[] edges, double[] counts, double[] target)
    {
        var result = new double[Bins];
        var width = (target[^1] - target[0]) / Bins;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            var (from, to) = ((edges[i] - target[0]) / width, (edges[i + 1] - target[0]) / width);
            if (to - from < 1e-9)
            {
                result[Math.Clamp((int)from, 0, Bins - 1)] += counts[i];
                continue;
            }

            var (first, last) = (Math.Clamp((int)Math.Floor(from), 0, Bins - 1), Math.Clamp((int)Math.Floor(to), 0, Bins - 1));
            for (var bin = first; bin <= last; bin++)
            {
                var start = bin == first ? from : bin;
                var end = bin == last ? to : bin + 1;
                result[bin] += counts[i] * (end - start) / (to - from);
            }
        }

        return result;
    }
}
