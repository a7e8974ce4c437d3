namespace Descent;

/// <summary>
/// The building block of ConvNeXt (Liu et al., "A ConvNet for the 2020s", 2022): x + γ·f(x), with f a 7×7 convolution of each channel by itself, layer
/// normalization over the channels, and two dense layers at each pixel with a GELU between them; for some samples f is left out in training. Names are torchvision's.
/// </summary>
/// <param name="channels">Channels in and out.</param>
/// <param name="drop">For what share of the samples the block is left out in training.</param>
/// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
/// <exception cref="ArgumentException">The share is not from 0 to under 1.</exception>
public sealed class ConvNeXtBlock(int channels, double drop = 0) : Module
{
    /// <summary>γ.</summary>
    public LayerScale LayerScale { get; } = new(channels);

    /// <summary>f. torchvision's 1 and 6 move the channels to the end and back; here that is where they are.</summary>
    public NamedSequential Block { get; } = new(
        ("0", new Conv2d(channels, channels, 7, padding: 3, groups: channels, initializer: ConvNeXt.FirstWeights)),
        ("2", new LayerNorm(channels, ConvNeXt.Epsilon)),
        ("3", new Linear(channels, 4 * channels, initializer: ConvNeXt.FirstWeights)),
        ("4", new GELU()),
        ("5", new Linear(4 * channels, channels, initializer: ConvNeXt.FirstWeights)));

    /// <summary>What leaves f out for some samples in training.</summary>
    public DropPath StochasticDepth { get; } = new(drop: drop);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x + StochasticDepth.Forward(LayerScale.Forward(Block.Forward(x)));
}
