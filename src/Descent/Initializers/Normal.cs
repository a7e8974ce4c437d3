namespace Descent;

/// <summary>Normal with a fixed mean and standard deviation, whatever the shape.</summary>
/// <param name="mean">The mean.</param>
/// <param name="deviation">The standard deviation, 0 or more.</param>
public sealed class Normal(double mean = 0, double deviation = 1) : Initializer
{
    /// <summary>The mean.</summary>
    public double Mean { get; } = mean;

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; } = deviation >= 0 && double.IsFinite(deviation)
        ? deviation
        : throw new ArgumentException($"Normal: the standard deviation is {deviation}; give a finite number, 0 or more.");

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample) =>
        Draw.Normal(values, random, sample, Mean, Deviation);
}
