namespace Descent;

/// <summary>
/// SqueezeNet (Iandola et al., 2016; version 1.1 is its authors' later one with 2.4 times less to compute), with torchvision's structure and names: a
/// convolution, <see cref="Fire"/> modules with poolings in between, and a 1×1 convolution to the classes whose average over the image is the output.
/// </summary>
public static class SqueezeNet
{
    /// <summary>Stands for a pooling in the lists below.</summary>
    private const int Pool = 0;

    /// <summary>torchvision's squeezenet1_0.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="drop">The share of the features that is set to zero before the classifier in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Version10(int classes = 1000, int channels = 3, double drop = 0.5) =>
        Make("SqueezeNet 1.0", new Conv2d(channels, 96, 7, stride: 2), [Pool, 16, 16, 32, Pool, 32, 48, 48, 64, Pool, 64], classes, drop);

    /// <summary>torchvision's squeezenet1_1.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="drop">The share of the features that is set to zero before the classifier in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Version11(int classes = 1000, int channels = 3, double drop = 0.5) =>
        Make("SqueezeNet 1.1", new Conv2d(channels, 64, 3, stride: 2), [Pool, 16, 16, Pool, 32, 32, Pool, 48, 48, 64, 64], classes, drop);

    /// <param name="name">The network's name.</param>
    /// <param name="stem">The first convolution.</param>
    /// <param name="squeezes">What follows: the squeezed channels of a fire module, which puts out eight times as many, or a pooling.</param>
    /// <param name="classes">Outputs.</param>
    /// <param name="drop">Dropout's share.</param>
    private static ImageClassifier Make(string name, Conv2d stem, ReadOnlySpan<int> squeezes, int classes, double drop)
    {
        var width = stem.Outputs;
        var features = new List<Module> { stem, new ReLU() };
        foreach (var squeeze in squeezes)
        {
            if (squeeze == Pool)
            {
                features.Add(new MaxPool2d(3, stride: 2, ceilMode: true));
                continue;
            }

            features.Add(new Fire(width, squeeze, 4 * squeeze));
            width = 8 * squeeze;
        }

        return new ImageClassifier(name, new Sequential([.. features]), null,
            new Sequential(new Dropout(drop: drop), new Conv2d(width, classes, 1, initializer: new Normal(deviation: 0.01)), new ReLU(), new GlobalAvgPool()));
    }
}
