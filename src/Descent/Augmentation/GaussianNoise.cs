using System.Globalization;
using Descent.Kernels;

namespace Descent;

/// <summary>Adds normal noise to every pixel: the sheet's "noise addition".</summary>
public sealed class GaussianNoise : PixelTransform
{
    private readonly (float Low, float High) _deviation;

    /// <summary>Makes the transform.</summary>
    /// <param name="deviation">The noise's standard deviation in levels, 0 … 255.</param>
    /// <param name="perChannel">Whether each channel has noise of its own, as a camera's sensor; else grey noise.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public GaussianNoise(double deviation, bool perChannel = true, double probability = 1)
        : this((deviation, deviation), perChannel, probability)
    {
    }

    /// <summary>Makes the transform with a deviation drawn for each sample.</summary>
    /// <param name="deviation">Its ends, drawn uniformly.</param>
    /// <param name="perChannel">Whether each channel has noise of its own; else grey noise.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public GaussianNoise((double Low, double High) deviation, bool perChannel = true, double probability = 1)
        : base(probability)
    {
        _deviation = RequireEnds(deviation, "deviation", 0, 255);
        PerChannel = perChannel;
    }

    /// <summary>Whether each channel has noise of its own.</summary>
    public bool PerChannel { get; }

    /// <inheritdoc/>
    public override string Name => "noise";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"σ {drawn[0]:0.0}");

    /// <inheritdoc/>
    public override string ToString() => $"GaussianNoise({_deviation.Low} … {_deviation.High}{(PerChannel ? "" : ", grey")})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) =>
        DrawnValues.Of(_deviation.Low == _deviation.High ? _deviation.Low : random.Between(1, _deviation.Low, _deviation.High));

    /// <inheritdoc/>
    protected internal override unsafe void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        var buffer = stackalloc float[block.Count];
        var noise = new Span<float>(buffer, block.Count);
        for (var channel = 0; channel < block.Channels; channel++)
        {
            if (channel == 0 || PerChannel)
            {
                random.Noise(channel, block.First, noise);
                // From the 24 bits of [0, 1) to the middles of their steps in (−1, 1), which the quantile takes.
                for (var i = 0; i < noise.Length; i++) noise[i] = 2 * noise[i] - (1 - 1f / (1 << 24));
                PixelFns.Run(default(NormalQuantileFn), buffer, block.Count);
            }

            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(noise, drawn[0], block.Channel(channel), block.Channel(channel));
        }

        block.Each(new LinearFn(1, 0)); // back into 0 … 255
    }
}
