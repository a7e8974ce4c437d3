namespace Descent;

/// <summary>
/// VGG (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2015): 3×3 convolutions with poolings in between, then
/// three dense layers, which hold nine tenths of the weights; with torchvision's structure and names.
/// </summary>
public static class Vgg
{
    /// <summary>Stands for a pooling in the lists below.</summary>
    private const int Pool = 0;

    /// <summary>The side of the image that reaches the dense layers.</summary>
    private const int Side = 7;

    /// <summary>torchvision's vgg11, or vgg11_bn.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="batchNorm">Whether batch normalization follows each convolution.</param>
    /// <param name="hidden">Features of the two dense layers before the last.</param>
    /// <param name="drop">The share of them that is set to zero in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Vgg11(int classes = 1000, int channels = 3, bool batchNorm = false, int hidden = 4096, double drop = 0.5) =>
        Make("VGG-11", [64, Pool, 128, Pool, 256, 256, Pool, 512, 512, Pool, 512, 512, Pool], classes, channels, batchNorm, hidden, drop);

    /// <summary>torchvision's vgg16, or vgg16_bn.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="batchNorm">Whether batch normalization follows each convolution.</param>
    /// <param name="hidden">Features of the two dense layers before the last.</param>
    /// <param name="drop">The share of them that is set to zero in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Vgg16(int classes = 1000, int channels = 3, bool batchNorm = false, int hidden = 4096, double drop = 0.5) =>
        Make("VGG-16", [64, 64, Pool, 128, 128, Pool, 256, 256, 256, Pool, 512, 512, 512, Pool, 512, 512, 512, Pool], classes, channels, batchNorm, hidden, drop);

    private static ImageClassifier Make(string name, ReadOnlySpan<int> widths, int classes, int channels, bool batchNorm, int hidden, double drop)
    {
        var features = new List<Module>();
        foreach (var width in widths)
        {
            if (width == Pool)
            {
                features.Add(new MaxPool2d(2));
                continue;
            }

            features.Add(new Conv2d(channels, width, 3, padding: 1));
            if (batchNorm) features.Add(new BatchNorm2d(width));
            features.Add(new ReLU());
            channels = width;
        }

        var weights = new Normal(deviation: 0.01);
        return new ImageClassifier(batchNorm ? $"{name}, batch norm" : name, new Sequential([.. features]), new AdaptiveAvgPool2d(Side),
            new NamedSequential(
                ("flatten", new Flatten()),
                ("0", new Linear(channels * Side * Side, hidden, initializer: weights)), ("1", new ReLU()), ("2", new Dropout(drop: drop)),
                ("3", new Linear(hidden, hidden, initializer: weights)), ("4", new ReLU()), ("5", new Dropout(drop: drop)),
                ("6", new Linear(hidden, classes, initializer: weights))));
    }
}
