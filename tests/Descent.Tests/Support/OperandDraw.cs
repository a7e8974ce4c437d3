namespace Descent.Tests.Support;

/// <summary>
/// Draws the operands of a sample: shapes from a list of sizes, values from a seed. A property-based test varies and shrinks the list;
/// a shrunk list gives smaller shapes.
/// </summary>
/// <param name="sizes">Where sizes come from, in order; when used up, from the seed.</param>
/// <param name="seed">Where values come from.</param>
/// <param name="type">The element type of floating-point operands; the values are the same floats in either.</param>
/// <param name="large">Makes shapes of up to 200,000 elements, which are computed in several chunks, instead of 600.</param>
public sealed class OperandDraw(IReadOnlyList<int> sizes, int seed, DType type = DType.Float64, bool large = false)
{
    /// <summary>Inputs keep this distance from kinks: far more than the step of a central difference.</summary>
    private const double Margin = 0.02;

    private readonly Random _random = new(seed);
    private readonly Random _sizes = new(~seed);
    private int _next;

    private readonly int _mostElements = large ? 200_000 : 600;

    public DType Type => type;

    /// <summary>An integer from <paramref name="min"/> to <paramref name="max"/>, inclusive.</summary>
    public int Int(int min, int max)
    {
        var size = _next < sizes.Count ? sizes[_next++] : _sizes.Next(1 << 20);
        return min + (int)((uint)size % (uint)(max - min + 1));
    }

    /// <summary>A choice of one of the values.</summary>
    public T OneOf<T>(params T[] values) => values[Int(0, values.Length - 1)];

    /// <summary>The size of an axis: 0 to 5, now and then one that spans several vectors.</summary>
    public int Size(int min = 0)
    {
        var size = Int(min, 7);
        return (size, large) switch { (6, false) => 17, (7, false) => 35, (_, true) => 13 + 37 * size, _ => size };
    }

    /// <summary>A shape of <paramref name="minRank"/> to <paramref name="maxRank"/> axes with few enough elements to check one by one.</summary>
    public Shape Shape(int minRank = 0, int maxRank = 4, int minSize = 0, int mostElements = int.MaxValue)
    {
        var most = Math.Min(_mostElements, mostElements);
        var shape = new int[Int(minRank, maxRank)];
        var count = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            var size = Size(minSize);
            shape[i] = count * size > most ? Math.Max(1, minSize) : size;
            count *= Math.Max(shape[i], 1);
        }

        return new Shape(shape);
    }

    /// <summary>Two shapes that broadcast together: axes of size 1 or missing in either.</summary>
    public (Shape A, Shape B) BroadcastPair()
    {
        var whole = Shape();
        return (Part(whole), Part(whole));
    }

    /// <summary>The shape with some axes made 1 and some leading axes left out.</summary>
    public Shape Part(Shape whole)
    {
        var skip = Int(0, 3) == 1 ? Int(0, whole.Rank) : 0;
        var part = whole.ToArray()[skip..];
        for (var i = 0; i < part.Length; i++)
            if (Int(0, 3) == 1) part[i] = 1;
        return new Shape(part);
    }

    /// <summary>Numbers uniform in a range, no nearer to a kink than the margin.</summary>
    public Tensor Uniform(Shape shape, double low = -2, double high = 2, params double[] kinks)
    {
        var values = new float[shape.Size];
        for (var i = 0; i < values.Length; i++)
        {
            do values[i] = (float)(low + (high - low) * _random.NextDouble());
            while (kinks.Any(kink => Math.Abs(values[i] - kink) < Margin));
        }

        return Of(values, shape);
    }

    /// <summary>Numbers no two of which are nearer than the margin, in random order: no ties for max and min.</summary>
    public Tensor Distinct(Shape shape) => Of(DistinctNumbers(shape.Size), shape);

    /// <summary>
    /// Images [n, height, width, channels] whose numbers are distinct within each channel of each image: only these are compared by pooling.
    /// They stay small that way; the step of a central difference grows with the number, and may not reach the next one.
    /// </summary>
    public Tensor DistinctPlanes(Shape shape)
    {
        var (plane, channels) = (shape[1] * shape[2], shape[3]);
        var values = new float[shape.Size];
        for (var n = 0; n < shape[0]; n++)
            for (var channel = 0; channel < channels; channel++)
            {
                var numbers = DistinctNumbers(plane);
                for (var i = 0; i < plane; i++) values[(n * plane + i) * channels + channel] = numbers[i];
            }

        return Of(values, shape);
    }

    private float[] DistinctNumbers(int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)((i - count / 2 + 0.3 * _random.NextDouble()) * 2 * Margin);
        _random.Shuffle(values);
        return values;
    }

    /// <summary>Eighths from −1 to 1, moved by a part of an eighth: equal numbers come up, and others are far apart.</summary>
    public Tensor Grid(Shape shape, double offset)
    {
        var values = new float[shape.Size];
        for (var i = 0; i < values.Length; i++) values[i] = (float)((_random.Next(-8, 9) + offset) / 8);
        return Of(values, shape);
    }

    /// <summary>Int32 numbers from 0 to <paramref name="bound"/> − 1.</summary>
    public Tensor Indices(Shape shape, int bound)
    {
        var values = new int[shape.Size];
        for (var i = 0; i < values.Length; i++) values[i] = _random.Next(bound);
        return Tensor.From(values, shape);
    }

    /// <summary>UInt8 zeros and ones.</summary>
    public Tensor Mask(Shape shape)
    {
        var values = new byte[shape.Size];
        for (var i = 0; i < values.Length; i++) values[i] = (byte)_random.Next(2);
        return Tensor.From(values, shape);
    }

    private Tensor Of(float[] values, Shape shape) =>
        type == DType.Float64 ? Tensor.From(Array.ConvertAll(values, v => (double)v), shape) : Tensor.From(values, shape);
}
