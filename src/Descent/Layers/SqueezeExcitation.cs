namespace Descent;

/// <summary>
/// Squeeze and excitation (Hu, Shen and Sun, 2018): each channel is weighed by what all channels are on average over the image,
/// y = x·sigmoid(fc2(f(fc1(mean x)))), with fc1 and fc2 as 1×1 convolutions. [N, H, W, C] → [N, H, W, C]. Names are torchvision's.
/// </summary>
public sealed class SqueezeExcitation : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="squeezed">Channels between.</param>
    /// <param name="activation">f; <see cref="SiLU"/> if none is given, as in EfficientNet.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public SqueezeExcitation(int channels, int squeezed, Module? activation = null)
    {
        Fc1 = new Conv2d(channels, squeezed, 1);
        Fc2 = new Conv2d(squeezed, channels, 1);
        Activation = activation ?? new SiLU();
    }

    /// <summary>The average over the image.</summary>
    public AdaptiveAvgPool2d Avgpool { get; } = new(1);

    /// <summary>To the channels between.</summary>
    public Conv2d Fc1 { get; }

    /// <summary>Back to all channels.</summary>
    public Conv2d Fc2 { get; }

    /// <summary>f.</summary>
    public Module Activation { get; }

    /// <inheritdoc/>
    public override string ToString() => $"SqueezeExcitation({Fc1.Inputs} → {Fc1.Outputs} → {Fc2.Outputs})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) =>
        x * Fc2.Forward(Activation.Forward(Fc1.Forward(Avgpool.Forward(x))), Descent.Activation.Sigmoid);
}
