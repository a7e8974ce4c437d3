namespace Descent.Benchmarks;

/// <summary>Numbers to compute with, the same in every run.</summary>
internal static class Numbers
{
    /// <summary>A tensor of numbers between −√3 and √3, evenly spread: mean 0, variance 1.</summary>
    public static Tensor Spread(in Shape shape, int stream)
    {
        var tensor = Tensor.Zeros(shape);
        FillSpread(tensor.Span<float>(), stream);
        return tensor;
    }

    public static void FillSpread(Span<float> values, int stream)
    {
        var random = new Random(stream);
        foreach (ref var value in values) value = (random.NextSingle() * 2 - 1) * 1.7320508f; // √3
    }

    public static double Norm(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}
