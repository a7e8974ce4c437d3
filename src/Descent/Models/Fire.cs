namespace Descent;

/// <summary>
/// The building block of SqueezeNet (Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", 2016): a 1×1 convolution to few channels,
/// s = ReLU(squeeze(x)), and from those a 1×1 and a 3×3 one side by side: [ReLU(expand1x1(s)), ReLU(expand3x3(s))], joined on the channel axis.
/// [N, H, W, inputs] → [N, H, W, 2·expand]. Names are torchvision's.
/// </summary>
/// <param name="inputs">Channels in.</param>
/// <param name="squeeze">Channels between.</param>
/// <param name="expand">Channels out of each of the two.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class Fire(int inputs, int squeeze, int expand) : Module
{
    /// <summary>The 1×1 convolution to few channels.</summary>
    public Conv2d Squeeze { get; } = new(inputs, squeeze, 1);

    /// <summary>The 1×1 convolution behind it.</summary>
    public Conv2d Expand1x1 { get; } = new(squeeze, expand, 1);

    /// <summary>The 3×3 convolution behind it.</summary>
    public Conv2d Expand3x3 { get; } = new(squeeze, expand, 3, padding: 1);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var s = Squeeze.Forward(x, Activation.ReLU);
        return Tensor.Concat([Expand1x1.Forward(s, Activation.ReLU), Expand3x3.Forward(s, Activation.ReLU)], axis: -1);
    }
}
