namespace Descent.Benchmarks;

/// <summary>Numbers to compute with, the same in every run.</summary>
internal static class Numbers
{
    public static Tensor Normal(in Shape shape, int stream)
    {
        var random = new Random(stream);
        var tensor = Tensor.Zeros(shape);
        foreach (ref var value in tensor.Span<float>())
            value = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())); // Box and Muller, 1958
        return tensor;
    }

    public static double Norm(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}
