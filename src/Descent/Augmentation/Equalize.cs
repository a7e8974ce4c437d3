namespace Descent;

/// <summary>
/// Spreads the values of each channel so that all are about equally frequent (the histogram's running sum as a table, as Pillow computes it).
/// </summary>
/// <param name="probability">How often, 0 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
public sealed class Equalize(double probability = 0.5) : PixelTransform(probability)
{
    private const int Levels = 256, MostChannels = 4;

    /// <inheritdoc/>
    public override string Name => "equalize";

    /// <inheritdoc/>
    protected internal override int Measures => Levels * MostChannels;

    /// <inheritdoc/>
    public override string ToString() => $"Equalize(probability {Probability})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <summary>How often each channel has each value.</summary>
    protected internal override void Measure(in PixelBlock block, Span<double> sums)
    {
        for (var channel = 0; channel < Math.Min(block.Channels, MostChannels); channel++)
            foreach (var value in block.Channel(channel)) sums[channel * Levels + Level(value)]++;
    }

    /// <summary>Turns the counts into what each value becomes.</summary>
    protected internal override DrawnValues Conclude(in DrawnValues drawn, ImageSize size, int channels, Span<double> sums)
    {
        for (var channel = 0; channel < Math.Min(channels, MostChannels); channel++)
        {
            var table = sums.Slice(channel * Levels, Levels);
            var last = Levels - 1;
            while (last > 0 && table[last] == 0) last--;
            var step = ((long)size.Height * size.Width - (long)table[last]) / (Levels - 1);
            var n = step / 2;
            for (var level = 0; level < Levels; level++)
            {
                var count = (long)table[level];
                table[level] = step == 0 ? level : Math.Min(n / step, Levels - 1);
                n += count;
            }
        }

        return drawn;
    }

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        for (var channel = 0; channel < Math.Min(block.Channels, MostChannels); channel++)
        {
            var table = block.Table.Slice(channel * Levels, Levels);
            foreach (ref var value in block.Channel(channel)) value = (float)table[Level(value)];
        }
    }

    private static int Level(float value) => (int)MathF.Round(Math.Clamp(value, 0, Levels - 1));
}
