namespace Descent;

/// <summary>
/// The building block of EfficientNet (Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019): that of MobileNetV2,
/// see <see cref="InvertedResidual"/>, with SiLU, <see cref="SqueezeExcitation"/> behind the depthwise convolution, and stochastic depth on the branch.
/// Names are torchvision's.
/// </summary>
public sealed class MBConv : Module
{
    private readonly bool _hasShortcut;

    /// <summary>Makes the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">The depthwise convolution's size.</param>
    /// <param name="stride">How many pixels it moves on.</param>
    /// <param name="expansion">How many channels there are between for each one in; at 1 the first convolution falls away.</param>
    /// <param name="drop">For what share of the samples the block is left out in training, where it has a shortcut.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    /// <exception cref="ArgumentException">The share is not from 0 to under 1.</exception>
    public MBConv(int inputs, int outputs, int kernel, int stride, int expansion, double drop = 0)
    {
        var hidden = inputs * expansion;
        var layers = new List<Module>();
        if (expansion != 1) layers.Add(ConvNorm.Make(inputs, hidden, 1, activation: new SiLU()));
        layers.Add(ConvNorm.Make(hidden, hidden, kernel, stride, groups: hidden, activation: new SiLU()));
        layers.Add(new SqueezeExcitation(hidden, Math.Max(1, inputs / 4)));
        layers.Add(ConvNorm.Make(hidden, outputs, 1));
        Block = new Sequential([.. layers]);
        StochasticDepth = new DropPath(drop: drop);
        _hasShortcut = stride == 1 && inputs == outputs;
    }

    /// <summary>The branch.</summary>
    public Sequential Block { get; }

    /// <summary>What leaves the branch out for some samples in training.</summary>
    public DropPath StochasticDepth { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => _hasShortcut ? x + StochasticDepth.Forward(Block.Forward(x)) : Block.Forward(x);
}
