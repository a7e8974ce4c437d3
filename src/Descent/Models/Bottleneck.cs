namespace Descent;

/// <summary>
/// The building block of the larger residual networks (He et al., "Deep residual learning for image recognition", 2015): a 1×1 convolution to few channels, a 3×3
/// one, and a 1×1 one to four times as many, each with batch normalization, added to a shortcut:
/// y = ReLU(bn3(conv3(ReLU(bn2(conv2(ReLU(bn1(conv1(x)))))))) + s(x)). s is as in <see cref="BasicBlock"/>. The 3×3 convolution is the one that strides, as
/// torchvision has it ("version 1.5"); the paper's was the first. Names are torchvision's.
/// </summary>
public sealed class Bottleneck : Module
{
    /// <summary>Channels out for each channel between.</summary>
    public const int Expansion = 4;

    /// <summary>Makes the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="width">Channels between; four times as many come out.</param>
    /// <param name="stride">How many pixels the second convolution, and the shortcut's, move on: 2 halves height and width.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public Bottleneck(int inputs, int width, int stride = 1)
    {
        Conv1 = new Conv2d(inputs, width, 1, bias: false);
        Bn1 = new BatchNorm2d(width);
        Conv2 = new Conv2d(width, width, 3, stride, padding: 1, bias: false);
        Bn2 = new BatchNorm2d(width);
        Conv3 = new Conv2d(width, Expansion * width, 1, bias: false);
        Bn3 = new BatchNorm2d(Expansion * width);
        Downsample = BasicBlock.Projection(inputs, Expansion * width, stride);
    }

    /// <summary>The first convolution, 1×1.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>Its batch normalization, with a ReLU.</summary>
    public BatchNorm2d Bn1 { get; }

    /// <summary>The second convolution, 3×3.</summary>
    public Conv2d Conv2 { get; }

    /// <summary>Its batch normalization, with a ReLU.</summary>
    public BatchNorm2d Bn2 { get; }

    /// <summary>The third convolution, 1×1.</summary>
    public Conv2d Conv3 { get; }

    /// <summary>Its batch normalization, to which the shortcut is added before a ReLU.</summary>
    public BatchNorm2d Bn3 { get; }

    /// <summary>What the shortcut applies; null for nothing.</summary>
    public Sequential? Downsample { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var y = Bn1.Forward(Conv1.Forward(x), Activation.ReLU);
        y = Bn2.Forward(Conv2.Forward(y), Activation.ReLU);
        return Bn3.Forward(Conv3.Forward(y), Downsample?.Forward(x) ?? x, Activation.ReLU);
    }
}
