namespace Descent;

/// <summary>
/// A small convolutional network for small images: two 3×3 convolutions of 32 and 64 channels, each with batch normalization, a ReLU and a pooling; then a
/// layer of 128 with dropout, and the classes. [N, H, W, C] → [N, classes]. It is the network <c>cnn</c> of the benchmark.
/// </summary>
public sealed class Cnn : StagedModule
{
    private readonly Flatten _flatten = new();

    /// <summary>Makes the network.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="height">The images' height; at least 4.</param>
    /// <param name="width">The images' width; at least 4.</param>
    /// <param name="channels">The images' channels.</param>
    /// <param name="drop">The share of the dense layer's outputs that is set to zero in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">The share is not at least 0 and below 1.</exception>
    public Cnn(int classes = 10, int height = 28, int width = 28, int channels = 1, double drop = 0.5)
    {
        if (height < 4 || width < 4)
            throw new ArgumentOutOfRangeException(height < 4 ? nameof(height) : nameof(width), $"Cnn: images of {height} × {width} pixels were asked for; it takes at least 4 × 4.");
        Conv1 = new Conv2d(channels, 32, 3, padding: 1);
        Bn1 = new BatchNorm2d(32);
        Conv2 = new Conv2d(32, 64, 3, padding: 1);
        Bn2 = new BatchNorm2d(64);
        Fc1 = new Linear(64 * (height / 4) * (width / 4), 128);
        Dropout = new Dropout(drop: drop);
        Fc2 = new Linear(128, classes);
    }

    /// <summary>The first convolution.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>Its batch normalization, with a ReLU.</summary>
    public BatchNorm2d Bn1 { get; }

    /// <summary>The second convolution.</summary>
    public Conv2d Conv2 { get; }

    /// <summary>Its batch normalization, with a ReLU.</summary>
    public BatchNorm2d Bn2 { get; }

    /// <summary>The dense layer.</summary>
    public Linear Fc1 { get; }

    /// <summary>What drops of its outputs.</summary>
    public Dropout Dropout { get; }

    /// <summary>The layer to the classes.</summary>
    public Linear Fc2 { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Stage> CreateStages() =>
    [
        new("conv1", x => Bn1.Forward(Conv1.Forward(x), Activation.ReLU).MaxPool2d(2), Conv1, Bn1),
        new("conv2", x => Bn2.Forward(Conv2.Forward(x), Activation.ReLU).MaxPool2d(2), Conv2, Bn2),
        new("fc1", x => Fc1.Forward(_flatten.Forward(x), Activation.ReLU), Fc1),
        new("dropout", Dropout),
        new("fc2", Fc2),
    ];
}
