namespace Descent;

/// <summary>
/// The building block of DenseNet (Huang et al., "Densely connected convolutional networks", 2017): what comes in, and joined to it on the channel axis some new
/// channels: [x, conv2(ReLU(norm2(conv1(ReLU(norm1(x))))))], a 1×1 and a 3×3 convolution. Names are torchvision's.
/// </summary>
/// <param name="inputs">Channels in.</param>
/// <param name="growth">New channels.</param>
/// <param name="bottleneck">Channels between the convolutions for each new one.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
public sealed class DenseLayer(int inputs, int growth, int bottleneck = 4) : Module
{
    /// <summary>The normalization before the first convolution, with a ReLU.</summary>
    public BatchNorm2d Norm1 { get; } = new(inputs);

    /// <summary>The first convolution, 1×1.</summary>
    public Conv2d Conv1 { get; } = new(inputs, bottleneck * growth, 1, bias: false);

    /// <summary>The normalization before the second, with a ReLU.</summary>
    public BatchNorm2d Norm2 { get; } = new(bottleneck * growth);

    /// <summary>The second convolution, 3×3.</summary>
    public Conv2d Conv2 { get; } = new(bottleneck * growth, growth, 3, padding: 1, bias: false);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var y = Norm2.Forward(Conv1.Forward(Norm1.Forward(x, Activation.ReLU)), Activation.ReLU);
        return Tensor.Concat([x, Conv2.Forward(y)], axis: -1);
    }
}
