using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The largest number of each window of an image.</summary>
public static class MaxPool2dOp
{
    extension(Tensor x)
    {
        /// <summary>The largest number of each window, channel by channel: [N, H, W, C] → [N, H′, W′, C]. NaN counts as larger than any number.</summary>
        /// <param name="kernel">Height and width of a window: one number or (height, width).</param>
        /// <param name="stride">How far apart windows start; the kernel's size if not given.</param>
        /// <param name="padding">A margin of −∞ around the image; at most half of the kernel.</param>
        /// <param name="dilation">How far apart the pixels of a window are.</param>
        /// <param name="ceilMode">Whether a last window that does not fit whole counts, if it starts inside the image or the margin before it.</param>
        /// <returns>H′ = ⌊(H + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, rounded up in ceiling mode; W′ likewise.</returns>
        /// <exception cref="ShapeException">x has not four axes, a setting is out of range, or a window is larger than the image with its margin.</exception>
        public Tensor MaxPool2d(Pair kernel, Pair? stride = null, Pair padding = default, Pair? dilation = null, bool ceilMode = false) =>
            new Node(x, "MaxPool2d", Window.Over(kernel, stride, padding, dilation, ceilMode), isLine: false).Call();
    }

    // x [N, H, W, C]     y[n, o, p, c] = max over i, j of x[n, o·s + i·d − a, p·s + j·d − a, c], for stride s, dilation d, padding a
    // dx[n, h, w, c] = Σ dy[n, o, p, c] over the windows (o, p) whose largest number is at (h, w); the first of equal ones, as in PyTorch
    internal sealed unsafe class Node(Tensor x, string name, Window window, bool isLine) : Op(x)
    {
        // Which position of the window the number came from, as a byte. Writing and reading it is an eighth of the traffic of finding it
        // again in x, for 2×2 windows; measured in docs/performance.md. Windows of more positions than a byte counts look again.
        private Tensor? _places;

        public override string Name => name;

        private WindowGrid Grid => window.Grid(name, x.Shape, isLine);

        protected override Shape Infer() => Window.Output(Grid, isLine);

        protected override void Forward<T>(Tensor y)
        {
            var grid = Grid;
            if (Wants(x) && !NoGrad.IsActive && grid.Area <= MaxPoolKernel.MostPlaces) _places = Tensor.Allocate(y.Shape, DType.UInt8);
            x.Device.MaxPool(x.Data<T>(), y.Data<T>(), _places is null ? null : _places.Data<byte>(), grid);
        }

        protected override void Backward<T>(Tensor y)
        {
            var places = _places is null ? null : _places.Data<byte>();
            var source = places == null ? x.Data<T>() : null;
            x.Device.MaxPoolGradient(source, GradientOf<T>(y), places, GradientFor<T>(x, out var add), Grid, add);
        }
    }
}
