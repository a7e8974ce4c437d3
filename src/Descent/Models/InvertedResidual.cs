namespace Descent;

/// <summary>
/// The building block of MobileNetV2 (Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018): a 1×1 convolution to many channels, a 3×3 one of
/// each channel by itself, and a 1×1 one back to few, without an activation. Where the shape stays, x is added. Names are torchvision's.
/// </summary>
public sealed class InvertedResidual : Module
{
    private readonly bool _hasShortcut;

    /// <summary>Makes the block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">How many pixels the 3×3 convolution moves on: 2 halves height and width.</param>
    /// <param name="expansion">How many channels there are between for each one in; at 1 the first convolution falls away.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public InvertedResidual(int inputs, int outputs, int stride, int expansion)
    {
        var hidden = inputs * expansion;
        var layers = new List<Module>();
        if (expansion != 1) layers.Add(ConvNorm.Make(inputs, hidden, 1, activation: new ReLU6()));
        layers.Add(ConvNorm.Make(hidden, hidden, 3, stride, groups: hidden, activation: new ReLU6()));
        layers.Add(new Conv2d(hidden, outputs, 1, bias: false));
        layers.Add(new BatchNorm2d(outputs));
        Conv = new Sequential([.. layers]);
        _hasShortcut = stride == 1 && inputs == outputs;
    }

    /// <summary>The branch.</summary>
    public Sequential Conv { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => _hasShortcut ? x + Conv.Forward(x) : Conv.Forward(x);
}
