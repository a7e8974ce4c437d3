using System.Globalization;

namespace Descent;

/// <summary>Turns a share of the pixels white or black, as broken sensors and old films do.</summary>
public sealed class SaltAndPepper : PixelTransform
{
    private readonly float _share;

    /// <summary>Makes the transform.</summary>
    /// <param name="share">The share of the pixels, half of them white and half black, 0 … 1.</param>
    /// <param name="perChannel">Whether channels are hit by themselves, which gives coloured points.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public SaltAndPepper(double share, bool perChannel = false, double probability = 1)
        : base(probability)
    {
        _share = Require(share, "share", 0, 1);
        PerChannel = perChannel;
    }

    /// <summary>Whether channels are hit by themselves.</summary>
    public bool PerChannel { get; }

    /// <inheritdoc/>
    public override string Name => "salt_and_pepper";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => string.Create(CultureInfo.InvariantCulture, $"{_share * 100:0.#} %");

    /// <inheritdoc/>
    public override string ToString() => $"SaltAndPepper({_share})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        Span<float> numbers = stackalloc float[block.Count];
        for (var channel = 0; channel < block.Channels; channel++)
        {
            if (channel == 0 || PerChannel) random.Noise(channel, block.First, numbers);
            var values = block.Channel(channel);
            for (var i = 0; i < values.Length; i++)
                if (numbers[i] < _share) values[i] = numbers[i] < _share / 2 ? 0 : 255;
        }
    }
}
