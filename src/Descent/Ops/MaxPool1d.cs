using Descent.Ops;

namespace Descent;

/// <summary>The largest number of each window of a line.</summary>
public static class MaxPool1dOp
{
    extension(Tensor x)
    {
        /// <summary>The largest number of each window, channel by channel: [N, L, C] → [N, L′, C]. NaN counts as larger than any number.</summary>
        /// <param name="kernel">The length of a window.</param>
        /// <param name="stride">How far apart windows start; the kernel's length if not given.</param>
        /// <param name="padding">A margin of −∞ on either side; at most half of the kernel.</param>
        /// <param name="dilation">How far apart the places of a window are.</param>
        /// <param name="ceilMode">Whether a last window that does not fit whole counts, if it starts inside the line or the margin before it.</param>
        /// <returns>L′ = ⌊(L + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, rounded up in ceiling mode.</returns>
        /// <exception cref="ShapeException">x has not three axes, a setting is out of range, or a window is longer than the line with its margin.</exception>
        public Tensor MaxPool1d(int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false) =>
            new MaxPool2dOp.Node(x, "MaxPool1d", Window.OverLine(kernel, stride, padding, dilation, ceilMode), isLine: true).Call();
    }
}
