namespace Descent;

/// <summary>EfficientNet (Tan and Le, 2019): <see cref="MBConv"/> blocks, with torchvision's structure and names.</summary>
public static class EfficientNet
{
    /// <summary>The paper's table 1: channels between for each one in, the kernel, the first block's stride, channels out, and blocks.</summary>
    private static readonly (int Expansion, int Kernel, int Stride, int Outputs, int Blocks)[] s_stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    /// <summary>torchvision's efficientnet_b0.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="drop">The share of the features that is set to zero before the classifier in training.</param>
    /// <param name="depthDrop">The share of samples for which the last block is left out in training; it grows to that from 0 at the first block.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ImageClassifier B0(int classes = 1000, int channels = 3, double drop = 0.2, double depthDrop = 0.2)
    {
        var width = 32;
        var features = new List<Module> { ConvNorm.Make(channels, width, 3, stride: 2, activation: new SiLU()) };
        int block = 0, blocks = s_stages.Sum(stage => stage.Blocks);
        foreach (var stage in s_stages)
        {
            var layers = new Module[stage.Blocks];
            for (var i = 0; i < layers.Length; i++)
            {
                layers[i] = new MBConv(width, stage.Outputs, stage.Kernel, i == 0 ? stage.Stride : 1, stage.Expansion, depthDrop * block++ / blocks);
                width = stage.Outputs;
            }

            features.Add(new Sequential(layers));
        }

        features.Add(ConvNorm.Make(width, 4 * width, 1, activation: new SiLU()));
        return new ImageClassifier("EfficientNet-B0", new Sequential([.. features]), new GlobalAvgPool(), new Sequential(new Dropout(drop: drop), new Linear(4 * width, classes)));
    }
}
