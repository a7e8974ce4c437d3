namespace Descent;

/// <summary>MobileNetV2 (Sandler et al., 2018), for phones: <see cref="InvertedResidual"/> blocks, with torchvision's structure and names.</summary>
public static class MobileNetV2
{
    /// <summary>The paper's table 2: channels between for each one in, channels out, blocks, and the first block's stride.</summary>
    private static readonly (int Expansion, int Outputs, int Blocks, int Stride)[] s_stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    /// <summary>torchvision's mobilenet_v2.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="drop">The share of the features that is set to zero before the classifier in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Make(int classes = 1000, int channels = 3, double drop = 0.2)
    {
        var width = 32;
        var features = new List<Module> { ConvNorm.Make(channels, width, 3, stride: 2, activation: new ReLU6()) };
        foreach (var (expansion, outputs, blocks, stride) in s_stages)
        {
            for (var i = 0; i < blocks; i++)
            {
                features.Add(new InvertedResidual(width, outputs, i == 0 ? stride : 1, expansion));
                width = outputs;
            }
        }

        features.Add(ConvNorm.Make(width, 1280, 1, activation: new ReLU6()));
        return new ImageClassifier("MobileNetV2", new Sequential([.. features]), new GlobalAvgPool(),
            new Sequential(new Dropout(drop: drop), new Linear(1280, classes, initializer: new Normal(deviation: 0.01))));
    }
}
