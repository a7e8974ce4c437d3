namespace Descent.Dashboard;

/// <summary>A part of a curve that is drawn as one point.</summary>
/// <param name="Steps">The sum of its steps.</param>
/// <param name="Sum">The sum of its values.</param>
/// <param name="Least">The least value.</param>
/// <param name="Greatest">The greatest value.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct Bucket(double Steps, double Sum, float Least, float Greatest, int Count)
{
    /// <summary>The mean of its steps.</summary>
    public double X => Steps / Count;

    /// <summary>The mean of its values; not finite where one of them is not, so that a run's failure is seen.</summary>
    public double Y => Sum / Count;

    public static Bucket Of(long step, float value) => new(step, value, value, value, 1);

    // A value that is not a number does not count as least or greatest.
    public Bucket With(in Bucket other) => new(
        Steps + other.Steps, Sum + other.Sum, float.MinNumber(Least, other.Least), float.MaxNumber(Greatest, other.Greatest), Count + other.Count);
}

/// <summary>
/// A curve in bounded memory, however long it grows: values in the order of their writing fill buckets of one width, and when all are full, pairs of
/// buckets become one and the width doubles. So there are always at least half as many buckets as the most, once there were so many values.
/// </summary>
internal sealed class Series(int most = Series.DefaultMost)
{
    /// <summary>Twice and more what a plot has columns.</summary>
    public const int DefaultMost = 2048;

    private Bucket[] _buckets = new Bucket[16];
    private int _width = 1;

    /// <summary>Values taken.</summary>
    public long Count { get; private set; }

    public int BucketCount { get; private set; }

    /// <summary>The memory it holds, about.</summary>
    public long Bytes => 32L * _buckets.Length + 64;

    public ReadOnlySpan<Bucket> Buckets => _buckets.AsSpan(0, BucketCount);

    public void Add(long step, float value)
    {
        Count++;
        if (BucketCount > 0 && _buckets[BucketCount - 1].Count < _width)
        {
            ref var last = ref _buckets[BucketCount - 1];
            last = last.With(Bucket.Of(step, value));
            return;
        }

        if (BucketCount == most) Halve();
        if (BucketCount == _buckets.Length) Array.Resize(ref _buckets, Math.Min(most, 2 * _buckets.Length));
        _buckets[BucketCount++] = Bucket.Of(step, value);
    }

    /// <summary>The curve in at most so many buckets, each of as many of ours as the next, or one more.</summary>
    public Bucket[] Downsample(int points)
    {
        if (BucketCount <= points) return Buckets.ToArray();
        var result = new Bucket[points];
        for (var i = 0; i < BucketCount; i++)
        {
            var target = (int)((long)i * points / BucketCount);
            result[target] = result[target].Count == 0 ? _buckets[i] : result[target].With(_buckets[i]);
        }

        return result;
    }

    private void Halve()
    {
        for (var i = 0; i < BucketCount / 2; i++) _buckets[i] = _buckets[2 * i].With(_buckets[2 * i + 1]);
        BucketCount /= 2;
        _width *= 2;
    }
}
