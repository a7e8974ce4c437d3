namespace Descent;

/// <summary>
/// Averages of as many windows as are asked for, whatever the image's size: [N, H, W, C] → [N, height, width, C]. What follows it may be dense.
/// </summary>
/// <param name="size">How many windows, vertically and horizontally.</param>
public sealed class AdaptiveAvgPool2d((int Height, int Width) size) : Module
{
    /// <summary>A layer with as many windows vertically as horizontally.</summary>
    /// <param name="size">How many windows along each axis.</param>
    public AdaptiveAvgPool2d(int size)
        : this((size, size))
    {
    }

    /// <summary>How many windows, vertically and horizontally.</summary>
    public (int Height, int Width) Size { get; } = size;

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAvgPool2d({Size.Height} × {Size.Width})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AdaptiveAvgPool2d(Size);
}
