namespace Descent;

/// <summary>The average of each window of an image, channel by channel: [N, H, W, C] → [N, H′, W′, C].</summary>
/// <param name="kernel">Height and width of a window.</param>
/// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
/// <param name="padding">A margin of zeros around the image; at most half of the kernel.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <param name="countIncludePad">Whether the margin's zeros count in the divisor.</param>
public sealed class AvgPool2d((int Height, int Width) kernel, (int Height, int Width)? stride = null, (int Height, int Width) padding = default, bool ceilMode = false, bool countIncludePad = true) : Module
{
    /// <summary>A layer with windows as high as wide.</summary>
    /// <param name="kernel">Height and width of a window.</param>
    /// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
    /// <param name="padding">A margin of zeros around the image; at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
    /// <param name="countIncludePad">Whether the margin's zeros count in the divisor.</param>
    public AvgPool2d(int kernel, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true)
        : this((kernel, kernel), stride is { } s ? (s, s) : null, (padding, padding), ceilMode, countIncludePad)
    {
    }

    /// <summary>Height and width of a window.</summary>
    public (int Height, int Width) Kernel { get; } = kernel;

    /// <summary>How far apart windows start.</summary>
    public (int Height, int Width) Stride { get; } = stride ?? kernel;

    /// <summary>The margin around the image.</summary>
    public (int Height, int Width) Padding { get; } = padding;

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether the margin's zeros count in the divisor.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    /// <inheritdoc/>
    public override string ToString() => $"AvgPool2d({Kernel.Height} × {Kernel.Width}, stride {Stride.Height} × {Stride.Width})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AvgPool2d(Kernel, Stride, Padding, CeilMode, CountIncludePad);
}
