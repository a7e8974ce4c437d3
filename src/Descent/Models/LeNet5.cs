namespace Descent;

/// <summary>
/// LeNet-5 (LeCun et al., "Gradient-based learning applied to document recognition", 1998), as it is trained today: two 5×5 convolutions of 6 and 16
/// channels, each with a ReLU and a pooling, then layers of 120, 84 and the classes. The original had scaled averages in place of the largest numbers,
/// tanh, and a convolution that was not connected throughout. [N, H, W, C] → [N, classes].
/// </summary>
public sealed class LeNet5 : StagedModule
{
    /// <summary>Images of this size are padded to the 32×32 that the network was made for.</summary>
    private const int SmallSide = 28;

    /// <summary>The smallest image of which something is left.</summary>
    private const int LeastSide = 16;

    private readonly Flatten _flatten = new();

    /// <summary>Makes the network.</summary>
    /// <param name="classes">Outputs.</param>
    /// <param name="height">The images' height; at least 16.</param>
    /// <param name="width">The images' width; at least 16.</param>
    /// <param name="channels">The images' channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public LeNet5(int classes = 10, int height = 28, int width = 28, int channels = 1)
    {
        if (height < LeastSide || width < LeastSide)
            throw new ArgumentOutOfRangeException(height < LeastSide ? nameof(height) : nameof(width), $"LeNet5: images of {height} × {width} pixels were asked for; it takes at least {LeastSide} × {LeastSide}.");
        var padding = (height <= SmallSide ? 2 : 0, width <= SmallSide ? 2 : 0);
        Conv1 = new Conv2d(channels, 6, 5, padding: padding);
        Conv2 = new Conv2d(6, 16, 5);
        Fc1 = new Linear(16 * Left(height, padding.Item1) * Left(width, padding.Item2), 120);
        Fc2 = new Linear(120, 84);
        Fc3 = new Linear(84, classes);
    }

    /// <summary>The first convolution.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>The second convolution.</summary>
    public Conv2d Conv2 { get; }

    /// <summary>The layer of 120.</summary>
    public Linear Fc1 { get; }

    /// <summary>The layer of 84.</summary>
    public Linear Fc2 { get; }

    /// <summary>The layer to the classes.</summary>
    public Linear Fc3 { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<Stage> CreateStages() =>
    [
        new("conv1", x => Conv1.Forward(x, Activation.ReLU).MaxPool2d(2), Conv1),
        new("conv2", x => Conv2.Forward(x, Activation.ReLU).MaxPool2d(2), Conv2),
        new("fc1", x => Fc1.Forward(_flatten.Forward(x), Activation.ReLU), Fc1),
        new("fc2", x => Fc2.Forward(x, Activation.ReLU), Fc2),
        new("fc3", Fc3),
    ];

    /// <summary>How many pixels of a side reach the dense layers.</summary>
    private static int Left(int side, int padding) => ((side + 2 * padding - 4) / 2 - 4) / 2;
}
