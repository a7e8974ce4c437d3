namespace Descent;

/// <summary>
/// DenseNet (Huang et al., 2017): blocks in which every layer sees what all before it made (<see cref="DenseLayer"/>), between them transitions that halve
/// channels and size, with torchvision's structure and names.
/// </summary>
public static class DenseNet
{
    /// <summary>torchvision's densenet121.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier DenseNet121(int classes = 1000, int channels = 3) => Make("DenseNet-121", [6, 12, 24, 16], growth: 32, stem: 64, classes, channels);

    private static ImageClassifier Make(string name, int[] blocks, int growth, int stem, int classes, int channels)
    {
        var width = stem;
        var features = new List<(string, Module)>
        {
            ("conv0", new Conv2d(channels, width, 7, stride: 2, padding: 3, bias: false)),
            ("norm0", new BatchNorm2d(width)),
            ("relu0", new ReLU()),
            ("pool0", new MaxPool2d(3, stride: 2, padding: 1)),
        };
        for (var block = 1; block <= blocks.Length; block++)
        {
            var layers = new (string, Module)[blocks[block - 1]];
            for (var i = 0; i < layers.Length; i++)
            {
                layers[i] = ($"denselayer{i + 1}", new DenseLayer(width, growth));
                width += growth;
            }

            features.Add(($"denseblock{block}", new NamedSequential(layers)));
            if (block == blocks.Length) break;
            features.Add(($"transition{block}", new NamedSequential(
                ("norm", new BatchNorm2d(width)), ("relu", new ReLU()), ("conv", new Conv2d(width, width / 2, 1, bias: false)), ("pool", new AvgPool2d(2)))));
            width /= 2;
        }

        features.Add(("norm5", new BatchNorm2d(width)));
        features.Add(("relu5", new ReLU()));
        return new ImageClassifier(name, new NamedSequential([.. features]), new GlobalAvgPool(), new Linear(width, classes));
    }
}
