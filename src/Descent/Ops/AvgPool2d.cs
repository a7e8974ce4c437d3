using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The average of each window of an image.</summary>
public static class AvgPool2dOp
{
    extension(Tensor x)
    {
        /// <summary>The average of each window, channel by channel: [N, H, W, C] → [N, H′, W′, C].</summary>
        /// <param name="kernel">Height and width of a window: one number or (height, width).</param>
        /// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
        /// <param name="padding">A margin of zeros around the image; at most half of the kernel.</param>
        /// <param name="ceilMode">Whether a last window that does not fit whole counts, if it starts inside the image or the margin before it.</param>
        /// <param name="countIncludePad">Whether the margin's zeros count in the divisor. What lies behind the margin, in ceiling mode, never does.</param>
        /// <returns>H′ = ⌊(H + 2·padding − kernel)/stride⌋ + 1, rounded up in ceiling mode; W′ likewise.</returns>
        /// <exception cref="ShapeException">x has not four axes, a setting is out of range, or a window is larger than the image with its margin.</exception>
        public Tensor AvgPool2d(Pair kernel, Pair? stride = null, Pair padding = default, bool ceilMode = false, bool countIncludePad = true) =>
            new Node(x, "AvgPool2d", Window.Over(kernel, stride, padding, null, ceilMode), countIncludePad, isLine: false).Call();
    }

    // y[n, o, p, c] = Σ over i, j of x[n, o·s + i − a, p·s + j − a, c] / (rows counted · columns counted), for stride s and padding a
    // dx[n, h, w, c] = Σ dy[n, o, p, c] / (its divisor) over the windows (o, p) that hold (h, w)
    internal sealed class Node(Tensor x, string name, Window window, bool countsMargin, bool isLine) : ResampleOp<Average>(x, name, isLine)
    {
        protected override (Average Rows, Average Columns) Maps()
        {
            var grid = window.Grid(Name, X.Shape, IsLine);
            return (new Average(grid.Rows, countsMargin), new Average(grid.Columns, countsMargin));
        }
    }

    /// <summary>Averages along one axis: the number of pixels counted is that of the rows times that of the columns.</summary>
    internal readonly record struct Average(WindowAxis Axis, bool CountsMargin) : IAxisMap
    {
        public int Input => Axis.Input;

        public int Output => Axis.Output;

        public int Width => Math.Min(Axis.Kernel, Axis.Input);

        public bool IsWeighted => false;

        public Band Of(int output)
        {
            int start = Axis.Start(output), first = Math.Max(start, 0), end = Math.Min(start + Axis.Kernel, Axis.Input);
            var counted = CountsMargin ? Math.Min(start + Axis.Kernel, Axis.Input + Axis.Padding) - start : end - first;
            return new Band(first, Math.Max(end - first, 0), Math.Max(counted, 1));
        }
    }
}
