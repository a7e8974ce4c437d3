namespace Descent;

/// <summary>What convolutional networks are built of: a convolution without a bias, batch normalization, and an activation, as torchvision's <c>Conv2dNormActivation</c>.</summary>
internal static class ConvNorm
{
    /// <summary>The three layers; the convolution keeps height and width but for its stride.</summary>
    public static Sequential Make(int inputs, int outputs, int kernel, int stride = 1, int groups = 1, Module? activation = null)
    {
        Module[] layers = [new Conv2d(inputs, outputs, kernel, stride, padding: (kernel - 1) / 2, groups: groups, bias: false), new BatchNorm2d(outputs)];
        return new Sequential(activation is null ? layers : [.. layers, activation]);
    }
}
