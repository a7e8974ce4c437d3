namespace Descent;

/// <summary>
/// The building block of the smaller residual networks (He et al., "Deep residual learning for image recognition", 2015): two 3×3 convolutions with
/// batch normalization, added to a shortcut: y = ReLU(bn2(conv2(ReLU(bn1(conv1(x))))) + s(x)). s is the identity, or where the shape changes
/// a 1×1 convolution with batch normalization. Names are torchvision's.
/// </summary>
public sealed class BasicBlock : Module
{
    /// <summary>Makes the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">How many pixels the first convolution, and the shortcut's, move on: 2 halves height and width.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public BasicBlock(int inputs, int outputs, int stride = 1)
    {
        Conv1 = new Conv2d(inputs, outputs, 3, stride, padding: 1, bias: false);
        Bn1 = new BatchNorm2d(outputs);
        Conv2 = new Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        Bn2 = new BatchNorm2d(outputs);
        Downsample = Projection(inputs, outputs, stride);
    }

    /// <summary>The first convolution, 3×3.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>Its batch normalization, with a ReLU.</summary>
    public BatchNorm2d Bn1 { get; }

    /// <summary>The second convolution, 3×3.</summary>
    public Conv2d Conv2 { get; }

    /// <summary>Its batch normalization, to which the shortcut is added before a ReLU.</summary>
    public BatchNorm2d Bn2 { get; }

    /// <summary>What the shortcut applies; null for nothing.</summary>
    public Sequential? Downsample { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var y = Bn1.Forward(Conv1.Forward(x), Activation.ReLU);
        return Bn2.Forward(Conv2.Forward(y), Downsample?.Forward(x) ?? x, Activation.ReLU);
    }

    /// <summary>What a shortcut applies where the shape changes: a 1×1 convolution with batch normalization; null where it does not.</summary>
    internal static Sequential? Projection(int inputs, int outputs, int stride) =>
        stride == 1 && inputs == outputs ? null : new Sequential(new Conv2d(inputs, outputs, 1, stride, bias: false), new BatchNorm2d(outputs));
}
