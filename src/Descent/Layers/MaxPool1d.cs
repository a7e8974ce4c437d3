namespace Descent;

/// <summary>The largest number of each window of a line, channel by channel: [N, L, C] → [N, L′, C].</summary>
/// <param name="kernel">The length of a window.</param>
/// <param name="stride">How far apart windows start; the kernel's length if not given.</param>
/// <param name="padding">A margin on either side that is never the largest; at most half of the kernel.</param>
/// <param name="dilation">How far apart the places of a window are.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
public sealed class MaxPool1d(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false) : Module
{
    /// <summary>The length of a window.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>How far apart windows start.</summary>
    public int Stride { get; } = stride ?? kernel;

    /// <summary>The margin on either side.</summary>
    public int Padding { get; } = padding;

    /// <summary>How far apart the places of a window are.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <inheritdoc/>
    public override string ToString() => $"MaxPool1d({Kernel}, stride {Stride})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.MaxPool1d(Kernel, Stride, Padding, Dilation, CeilMode);
}
