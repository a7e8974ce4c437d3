using Descent.Ops;

namespace Descent;

/// <summary>Averages of as many windows as are asked for.</summary>
public static class AdaptiveAvgPool2dOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Averages of <paramref name="size"/> windows that cover the image, whatever its size: [N, H, W, C] → [N, height, width, C]. Window o of n
        /// goes from ⌊o·H/n⌋ to before ⌈(o + 1)·H/n⌉, so that windows may overlap, as in PyTorch.
        /// </summary>
        /// <param name="size">How many windows: one number or (vertically, horizontally).</param>
        /// <exception cref="ShapeException">x has not four axes or no pixels, or a size is below 1.</exception>
        public Tensor AdaptiveAvgPool2d(Pair size) => new Node(x, size).Call();
    }

    // y[n, o, p, c] = mean of x[n, h, w, c] over h in ⌊o·H/m⌋ … ⌈(o + 1)·H/m⌉ − 1 and w likewise
    // dx[n, h, w, c] = Σ dy[n, o, p, c] / (its number of pixels) over the windows (o, p) that hold (h, w)
    internal sealed class Node(Tensor x, Pair size) : ResampleOp<Shares>(x, "AdaptiveAvgPool2d", isLine: false)
    {
        protected override (Shares Rows, Shares Columns) Maps()
        {
            Window.RequireAxes(Name, X.Shape, isLine: false);
            ShapeException.Require(size.Height >= 1 && size.Width >= 1, $"{Name}: {size.Height}×{size.Width} windows were asked for; both must be at least 1.");
            ShapeException.Require(X.Shape[1] >= 1 && X.Shape[2] >= 1, $"{Name}: input {X.Shape} has no pixels to average; height and width must be at least 1.");
            return (new Shares(X.Shape[1], size.Height), new Shares(X.Shape[2], size.Width));
        }
    }

    /// <summary>One axis cut into shares as equal as pixels allow.</summary>
    internal readonly record struct Shares(int Input, int Output) : IAxisMap
    {
        public int Width => Input / Output + 2;

        public bool IsWeighted => false;

        public Band Of(int output)
        {
            var first = (int)((long)output * Input / Output);
            var end = (int)((((long)output + 1) * Input + Output - 1) / Output);
            return new Band(first, end - first, end - first);
        }
    }
}
