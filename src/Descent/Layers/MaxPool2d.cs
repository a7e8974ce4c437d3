namespace Descent;

/// <summary>The largest number of each window of an image, channel by channel: [N, H, W, C] → [N, H′, W′, C].</summary>
/// <param name="kernel">Height and width of a window: one number or (height, width).</param>
/// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
/// <param name="padding">A margin around the image that is never the largest; at most half of the kernel.</param>
/// <param name="dilation">How far apart the pixels of a window are.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
public sealed class MaxPool2d(Pair kernel, Pair? stride = null, Pair padding = default, Pair? dilation = null, bool ceilMode = false) : Module
{
    /// <summary>Height and width of a window.</summary>
    public Pair Kernel { get; } = kernel;

    /// <summary>How far apart windows start.</summary>
    public Pair Stride { get; } = stride ?? kernel;

    /// <summary>The margin around the image.</summary>
    public Pair Padding { get; } = padding;

    /// <summary>How far apart the pixels of a window are.</summary>
    public Pair Dilation { get; } = dilation ?? 1;

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <inheritdoc/>
    public override string ToString() => $"MaxPool2d({Kernel}, stride {Stride})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.MaxPool2d(Kernel, Stride, Padding, Dilation, CeilMode);
}
