namespace Descent;

/// <summary>The largest number of each window of an image, channel by channel: [N, H, W, C] → [N, H′, W′, C].</summary>
/// <param name="kernel">Height and width of a window.</param>
/// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
/// <param name="padding">A margin around the image that is never the largest; at most half of the kernel.</param>
/// <param name="dilation">How far apart the pixels of a window are.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
public sealed class MaxPool2d((int Height, int Width) kernel, (int Height, int Width)? stride = null, (int Height, int Width) padding = default, (int Height, int Width)? dilation = null, bool ceilMode = false) : Module
{
    /// <summary>A layer with windows as high as wide.</summary>
    /// <param name="kernel">Height and width of a window.</param>
    /// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
    /// <param name="padding">A margin around the image that is never the largest; at most half of the kernel.</param>
    /// <param name="dilation">How far apart the pixels of a window are.</param>
    /// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
    public MaxPool2d(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false)
        : this((kernel, kernel), stride is { } s ? (s, s) : null, (padding, padding), (dilation, dilation), ceilMode)
    {
    }

    /// <summary>Height and width of a window.</summary>
    public (int Height, int Width) Kernel { get; } = kernel;

    /// <summary>How far apart windows start.</summary>
    public (int Height, int Width) Stride { get; } = stride ?? kernel;

    /// <summary>The margin around the image.</summary>
    public (int Height, int Width) Padding { get; } = padding;

    /// <summary>How far apart the pixels of a window are.</summary>
    public (int Height, int Width) Dilation { get; } = dilation ?? (1, 1);

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <inheritdoc/>
    public override string ToString() => $"MaxPool2d({Kernel.Height} × {Kernel.Width}, stride {Stride.Height} × {Stride.Width})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.MaxPool2d(Kernel, Stride, Padding, Dilation, CeilMode);
}
