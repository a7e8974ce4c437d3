namespace Descent;

/// <summary>How a tensor's numbers are distributed, as TensorBoard's HistogramProto has it: buckets of equal width from the least to the greatest.</summary>
internal readonly record struct Histogram(double Min, double Max, double Count, double Sum, double SumOfSquares, double[] Limits, double[] Buckets)
{
    /// <summary>More than TensorBoard draws (30).</summary>
    private const int BucketCount = 40;

    /// <summary>Of larger tensors, about so many numbers are counted, evenly spread: a distribution is seen as well, and the cost has a bound.</summary>
    private const int MostNumbers = 1 << 16;

    /// <summary>Counts the finite numbers of a floating-point tensor; null if there are none.</summary>
    public static Histogram? Of(Tensor tensor)
    {
        var stride = Math.Max(1, tensor.Count / MostNumbers);
        double min = double.PositiveInfinity, max = double.NegativeInfinity, count = 0, sum = 0, squares = 0;
        for (var i = 0; i < tensor.Count; i += stride)
        {
            var value = FiniteSweep.ValueAt(tensor, i);
            if (!double.IsFinite(value)) continue;
            (min, max, count, sum, squares) = (Math.Min(min, value), Math.Max(max, value), count + 1, sum + value, squares + value * value);
        }

        if (count == 0) return null;
        var width = (max - min) / BucketCount;
        if (!(width > 0)) return new(min, max, count, sum, squares, [max], [count]);
        var (limits, buckets) = (new double[BucketCount], new double[BucketCount]);
        for (var b = 0; b < BucketCount; b++) limits[b] = b == BucketCount - 1 ? max : min + (b + 1) * width;
        for (var i = 0; i < tensor.Count; i += stride)
        {
            var value = FiniteSweep.ValueAt(tensor, i);
            if (double.IsFinite(value)) buckets[Math.Min((int)((value - min) / width), BucketCount - 1)]++;
        }

        return new(min, max, count, sum, squares, limits, buckets);
    }
}
