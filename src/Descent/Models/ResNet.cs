namespace Descent;

/// <summary>
/// Residual networks for images, [N, H, W, C] → [N, classes] (He et al., "Deep residual learning for image recognition", 2015). Those for small images
/// have a 3×3 convolution and three stages of 16, 32 and 64 channels; those for large ones begin with a 7×7 convolution and a pooling
/// that reduce the image to a quarter, and have four stages of 64 to 512. Names and layouts of the state are torchvision's.
/// </summary>
public sealed class ResNet : StagedModule
{
    private readonly int _depth;

    private ResNet(int depth, int channels, int classes, Conv2d stem, MaxPool2d? pool, int[] widths, int[] blocks, bool bottlenecks = false)
    {
        if (classes < 1 || channels < 1)
            throw new ArgumentOutOfRangeException(classes < 1 ? nameof(classes) : nameof(channels), $"ResNet: {channels} channels and {classes} classes were asked for; both must be at least 1.");
        _depth = depth;
        Conv1 = stem;
        Bn1 = new BatchNorm2d(stem.Outputs);
        Maxpool = pool;
        var inputs = stem.Outputs;
        var stages = new Sequential[widths.Length];
        for (var stage = 0; stage < stages.Length; stage++)
        {
            var layers = new Module[blocks[stage]];
            for (var i = 0; i < layers.Length; i++)
            {
                var stride = i == 0 && stage > 0 ? 2 : 1;
                layers[i] = bottlenecks ? new Bottleneck(inputs, widths[stage], stride) : new BasicBlock(inputs, widths[stage], stride);
                inputs = bottlenecks ? Bottleneck.Expansion * widths[stage] : widths[stage];
            }

            stages[stage] = new Sequential(layers);
        }

        (Layer1, Layer2, Layer3, Layer4) = (stages[0], stages[1], stages[2], stages.Length > 3 ? stages[3] : null);
        Fc = new Linear(inputs, classes);
    }

    /// <summary>The first convolution.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>Its batch normalization, with a ReLU.</summary>
    public BatchNorm2d Bn1 { get; }

    /// <summary>The pooling after it; null in networks for small images.</summary>
    public MaxPool2d? Maxpool { get; }

    /// <summary>The first stage of blocks; it keeps height and width.</summary>
    public Sequential Layer1 { get; }

    /// <summary>The second stage; as the ones after it, it halves height and width.</summary>
    public Sequential Layer2 { get; }

    /// <summary>The third stage.</summary>
    public Sequential Layer3 { get; }

    /// <summary>The fourth stage; null in networks for small images.</summary>
    public Sequential? Layer4 { get; }

    /// <summary>The average over what is left of height and width.</summary>
    public GlobalAvgPool Avgpool { get; } = new();

    /// <summary>The layer to the classes.</summary>
    public Linear Fc { get; }

    /// <summary>
    /// A network for small images such as CIFAR's 32×32, of 6n + 2 layers: 20, 32, 44, 56, 110. Where the shape changes the shortcut is a projection
    /// (the paper's option B).
    /// </summary>
    /// <param name="depth">Layers with weights on the longest way, projections not counted.</param>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not 6n + 2, or another number is below 1.</exception>
    public static ResNet Cifar(int depth, int classes = 10, int channels = 3)
    {
        if (depth < 8 || (depth - 2) % 6 != 0)
            throw new ArgumentOutOfRangeException(nameof(depth), $"ResNet.Cifar: a depth of {depth} was asked for; it must be 6n + 2: 20, 32, 44, 56 …");
        var blocks = (depth - 2) / 6;
        return new ResNet(depth, channels, classes, new Conv2d(Math.Max(channels, 1), 16, 3, padding: 1, bias: false), null, [16, 32, 64], [blocks, blocks, blocks]);
    }

    /// <summary>torchvision's resnet18, for images of some 64 pixels and more.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ResNet ResNet18(int classes = 1000, int channels = 3) => Large(18, classes, channels, [2, 2, 2, 2]);

    /// <summary>torchvision's resnet34, for images of some 64 pixels and more.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ResNet ResNet34(int classes = 1000, int channels = 3) => Large(34, classes, channels, [3, 4, 6, 3]);

    /// <summary>torchvision's resnet50, of <see cref="Bottleneck"/> blocks, for images of some 64 pixels and more.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="channels">The images' channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static ResNet ResNet50(int classes = 1000, int channels = 3) => Large(50, classes, channels, [3, 4, 6, 3], bottlenecks: true);

    /// <inheritdoc/>
    public override string ToString() => $"ResNet({_depth} layers, {Conv1.Inputs} channels → {Fc.Outputs})";

    /// <inheritdoc/>
    protected override IReadOnlyList<Stage> CreateStages() =>
    [
        new("conv1", x => Bn1.Forward(Conv1.Forward(x), Activation.ReLU), Conv1, Bn1),
        .. Maxpool is null ? [] : Stage.Of("maxpool", Maxpool),
        .. Stage.Of("layer1", Layer1),
        .. Stage.Of("layer2", Layer2),
        .. Stage.Of("layer3", Layer3),
        .. Layer4 is null ? [] : Stage.Of("layer4", Layer4),
        new("avgpool", Avgpool),
        new("fc", Fc),
    ];

    private static ResNet Large(int depth, int classes, int channels, int[] blocks, bool bottlenecks = false) => new(depth, channels, classes,
        new Conv2d(Math.Max(channels, 1), 64, 7, stride: 2, padding: 3, bias: false), new MaxPool2d(3, stride: 2, padding: 1), [64, 128, 256, 512], blocks, bottlenecks);
}
