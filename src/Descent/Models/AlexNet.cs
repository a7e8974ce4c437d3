namespace Descent;

/// <summary>
/// AlexNet (Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks", 2012), in the form for one processor (Krizhevsky,
/// "One weird trick for parallelizing convolutional neural networks", 2014) and with the names that torchvision has.
/// </summary>
public static class AlexNet
{
    /// <summary>The side of the image that reaches the dense layers.</summary>
    private const int Side = 6;

    /// <summary>torchvision's alexnet.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="hidden">Features of the two dense layers before the last.</param>
    /// <param name="drop">The share that is set to zero before each of them in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Make(int classes = 1000, int channels = 3, int hidden = 4096, double drop = 0.5) => new(
        "AlexNet",
        new Sequential(
            new Conv2d(channels, 64, 11, stride: 4, padding: 2), new ReLU(), new MaxPool2d(3, stride: 2),
            new Conv2d(64, 192, 5, padding: 2), new ReLU(), new MaxPool2d(3, stride: 2),
            new Conv2d(192, 384, 3, padding: 1), new ReLU(),
            new Conv2d(384, 256, 3, padding: 1), new ReLU(),
            new Conv2d(256, 256, 3, padding: 1), new ReLU(), new MaxPool2d(3, stride: 2)),
        new AdaptiveAvgPool2d(Side),
        new NamedSequential(
            ("flatten", new Flatten()),
            ("0", new Dropout(drop: drop)), ("1", new Linear(256 * Side * Side, hidden)), ("2", new ReLU()),
            ("3", new Dropout(drop: drop)), ("4", new Linear(hidden, hidden)), ("5", new ReLU()),
            ("6", new Linear(hidden, classes))));
}
