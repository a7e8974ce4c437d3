namespace Descent;

/// <summary>The average of each window of an image, channel by channel: [N, H, W, C] → [N, H′, W′, C].</summary>
/// <param name="kernel">Height and width of a window: one number or (height, width).</param>
/// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
/// <param name="padding">A margin of zeros around the image; at most half of the kernel.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <param name="countIncludePad">Whether the margin's zeros count in the divisor.</param>
public sealed class AvgPool2d(Pair kernel, Pair? stride = null, Pair padding = default, bool ceilMode = false, bool countIncludePad = true) : Module
{
    /// <summary>Height and width of a window.</summary>
    public Pair Kernel { get; } = kernel;

    /// <summary>How far apart windows start.</summary>
    public Pair Stride { get; } = stride ?? kernel;

    /// <summary>The margin around the image.</summary>
    public Pair Padding { get; } = padding;

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether the margin's zeros count in the divisor.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    /// <inheritdoc/>
    public override string ToString() => $"AvgPool2d({Kernel}, stride {Stride})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AvgPool2d(Kernel, Stride, Padding, CeilMode, CountIncludePad);
}
