namespace Descent;

/// <summary>The average of each window of a line, channel by channel: [N, L, C] → [N, L′, C].</summary>
/// <param name="kernel">The length of a window.</param>
/// <param name="stride">How far apart windows start; the kernel's length if not given.</param>
/// <param name="padding">A margin of zeros on either side; at most half of the kernel.</param>
/// <param name="ceilMode">Whether a last window that does not fit whole counts.</param>
/// <param name="countIncludePad">Whether the margin's zeros count in the divisor.</param>
public sealed class AvgPool1d(int kernel, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true) : Module
{
    /// <summary>The length of a window.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>How far apart windows start.</summary>
    public int Stride { get; } = stride ?? kernel;

    /// <summary>The margin on either side.</summary>
    public int Padding { get; } = padding;

    /// <summary>Whether a last window that does not fit whole counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether the margin's zeros count in the divisor.</summary>
    public bool CountIncludePad { get; } = countIncludePad;

    /// <inheritdoc/>
    public override string ToString() => $"AvgPool1d({Kernel}, stride {Stride})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.AvgPool1d(Kernel, Stride, Padding, CeilMode, CountIncludePad);
}
