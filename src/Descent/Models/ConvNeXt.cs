namespace Descent;

/// <summary>
/// ConvNeXt (Liu et al., 2022): a residual network with a vision transformer's proportions, of <see cref="ConvNeXtBlock"/>s, with torchvision's structure and names.
/// </summary>
public static class ConvNeXt
{
    /// <summary>ε of all its normalizations.</summary>
    internal const double Epsilon = 1e-6;

    /// <summary>How the paper draws its weights.</summary>
    internal static Initializer FirstWeights { get; } = new Normal(deviation: 0.02);

    /// <summary>torchvision's convnext_tiny.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="depthDrop">The share of samples for which the last block is left out in training; it grows to that from 0 at the first block.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier Tiny(int classes = 1000, int channels = 3, double depthDrop = 0.1) =>
        Make("ConvNeXt-Tiny", [(96, 3), (192, 3), (384, 9), (768, 3)], classes, channels, depthDrop);

    private static ImageClassifier Make(string name, (int Width, int Blocks)[] stages, int classes, int channels, double depthDrop)
    {
        var features = new List<Module>();
        int block = 0, blocks = stages.Sum(stage => stage.Blocks);
        for (var i = 0; i < stages.Length; i++)
        {
            // Images shrink to a quarter at first, and to a half before each other stage: windows stand side by side.
            var (width, count) = stages[i];
            features.Add(i == 0
                ? new Sequential(new Conv2d(channels, width, 4, stride: 4, initializer: FirstWeights), new LayerNorm(width, Epsilon))
                : new Sequential(new LayerNorm(stages[i - 1].Width, Epsilon), new Conv2d(stages[i - 1].Width, width, 2, stride: 2, initializer: FirstWeights)));
            features.Add(new Sequential([.. Enumerable.Range(0, count).Select(_ => new ConvNeXtBlock(width, depthDrop * block++ / (blocks - 1)))]));
        }

        var last = stages[^1].Width;
        return new ImageClassifier(name, new Sequential([.. features]), new GlobalAvgPool(),
            new Sequential(new LayerNorm(last, Epsilon), new Flatten(), new Linear(last, classes, initializer: FirstWeights)));
    }
}
