using Descent.Ops;

namespace Descent;

/// <summary>The average of each window of a line.</summary>
public static class AvgPool1dOp
{
    extension(Tensor x)
    {
        /// <summary>The average of each window, channel by channel: [N, L, C] → [N, L′, C].</summary>
        /// <param name="kernel">The length of a window.</param>
        /// <param name="stride">How far apart windows start; the kernel's length if not given.</param>
        /// <param name="padding">A margin of zeros on either side; at most half of the kernel.</param>
        /// <param name="ceilMode">Whether a last window that does not fit whole counts, if it starts inside the line or the margin before it.</param>
        /// <param name="countIncludePad">Whether the margin's zeros count in the divisor. What lies behind the margin, in ceiling mode, never does.</param>
        /// <returns>L′ = ⌊(L + 2·padding − kernel)/stride⌋ + 1, rounded up in ceiling mode.</returns>
        /// <exception cref="ShapeException">x has not three axes, a setting is out of range, or a window is longer than the line with its margin.</exception>
        public Tensor AvgPool1d(int kernel, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true) =>
            new AvgPool2dOp.Node(x, "AvgPool1d", Window.OverLine(kernel, stride, padding, 1, ceilMode), countIncludePad, isLine: true).Call();
    }
}
