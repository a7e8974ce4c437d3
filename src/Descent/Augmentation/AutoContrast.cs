using Descent.Kernels;

namespace Descent;

/// <summary>Stretches each channel so that its darkest pixel becomes 0 and its brightest 255.</summary>
/// <param name="probability">How often, 0 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
public sealed class AutoContrast(double probability = 0.5) : PixelTransform(probability)
{
    // For each channel of at most four: 255 − the least, and the largest, so that both begin at 0 and grow.
    private const int MostChannels = 4;

    /// <inheritdoc/>
    public override string Name => "auto_contrast";

    /// <inheritdoc/>
    protected internal override int Measures => 2 * MostChannels;

    /// <inheritdoc/>
    public override string ToString() => $"AutoContrast(probability {Probability})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override void Measure(in PixelBlock block, Span<double> sums)
    {
        for (var channel = 0; channel < Math.Min(block.Channels, MostChannels); channel++)
        {
            var numbers = block.Channel(channel);
            sums[2 * channel] = Math.Max(sums[2 * channel], 255 - System.Numerics.Tensors.TensorPrimitives.Min<float>(numbers));
            sums[2 * channel + 1] = Math.Max(sums[2 * channel + 1], System.Numerics.Tensors.TensorPrimitives.Max<float>(numbers));
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        for (var channel = 0; channel < Math.Min(block.Channels, MostChannels); channel++)
        {
            double least = 255 - block.Table[2 * channel], most = block.Table[2 * channel + 1];
            if (most <= least) continue;
            var scale = 255 / (most - least);
            PixelFns.Run(new LinearFn((float)scale, (float)(-least * scale)), block.Plane(channel), block.Count);
        }
    }
}
