namespace Descent;

/// <summary>Uniform from <paramref name="low"/> to <paramref name="high"/>, whatever the shape.</summary>
/// <param name="low">The lower bound.</param>
/// <param name="high">The upper bound, at least <paramref name="low"/>.</param>
public sealed class Uniform(double low = 0, double high = 1) : Initializer
{
    /// <summary>The lower bound.</summary>
    public double Low { get; } = low;

    /// <summary>The upper bound.</summary>
    public double High { get; } = high >= low && double.IsFinite(high - low)
        ? high
        : throw new ArgumentException($"Uniform: from {low} to {high} is no finite range; give low ≤ high.");

    /// <inheritdoc/>
    public override void Fill(Span<float> values, in Shape shape, Fans fans, Philox random, long sample) =>
        Draw.Uniform(values, random, sample, Low, High);
}
