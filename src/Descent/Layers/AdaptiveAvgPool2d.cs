namespace Descent;

/// <summary>
/// Averages of as many windows as are asked for, whatever the image's size: [N, H, W, C] → [N, height, width, C]. What follows it may be dense.
/// </summary>
/// <param name="size">How many windows: one number or (vertically, horizontally).</param>
public sealed class AdaptiveAvgPool2d(Pair size) : Module
{
    /// <summary>How many windows, vertically and horizontally.</summary>
    public Pair Size { get; } = size;

    /// <inheritdoc/>
    public override string ToString() => $"AdaptiveAvgPool2d({Size})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AdaptiveAvgPool2d(Size);
}
