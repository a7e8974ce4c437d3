using Descent.Kernels;

namespace Descent;

/// <summary>Two-dimensional convolution (cross-correlation, as in every deep-learning library), with bias and activation in one pass.</summary>
public static class Conv2dOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// y[n, i, j, o] = f(b[o] + Σ over u, v, c of x[n, i·stride − padding + u·dilation, j·stride − padding + v·dilation, c]·w[u, v, c, o]),
        /// with zeros outside the image.
        /// </summary>
        /// <param name="weight">[kernel height, kernel width, in / groups, out]; state dictionaries carry (out, in / groups, kh, kw).</param>
        /// <param name="bias">[out], or null for none.</param>
        /// <param name="stride">Pixels from one window to the next; 1 if null.</param>
        /// <param name="padding">Zeros around the image.</param>
        /// <param name="dilation">Pixels from one tap to the next; 1 if null.</param>
        /// <param name="groups">Output channels are split into so many groups, each of which sees its own share of the input channels.</param>
        /// <param name="activation">f.</param>
        /// <returns>[n, ⌊(height + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, the same for the width, out].</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor Conv2d(Tensor weight, Tensor? bias = null, Pair? stride = null, Padding padding = default, Pair? dilation = null, int groups = 1, Activation activation = Activation.None) =>
            new Node(x, weight, bias, stride ?? 1, padding, dilation ?? 1, groups, activation).Call();
    }

    /// <param name="x">The images; with <paramref name="isLine"/> lines, which are images of height 1.</param>
    /// <param name="w">The filters.</param>
    /// <param name="b">The bias, or null.</param>
    /// <param name="stride">As in <c>Conv2d</c>; of lines, each pair's height is that of no rows: 1, or 0 for the padding.</param>
    /// <param name="padding">As in <c>Conv2d</c>.</param>
    /// <param name="dilation">As in <c>Conv2d</c>.</param>
    /// <param name="groups">As in <c>Conv2d</c>.</param>
    /// <param name="f">As in <c>Conv2d</c>.</param>
    /// <param name="isLine">Whether x is [n, l, c] and w [k, c / groups, o].</param>
    internal sealed unsafe class Node(Tensor x, Tensor w, Tensor? b, Pair stride, Padding padding, Pair dilation, int groups, Activation f, bool isLine = false) : Op(x, w, b)
    {
        // x [n, h, w, c], w [kh, kw, c / groups, o], b [o], y [n, oh, ow, o]
        private ConvShape _shape;

        internal Activation Activation => f;

        public override string Name => isLine ? "Conv1d" : "Conv2d";

        protected override Shape Infer()
        {
            if (isLine)
            {
                ShapeException.Require(x.Shape.Rank == 3, $"Conv1d: input {x.Shape} has {x.Shape.Rank} axes; it must have three, [batch, length, channels].");
                ShapeException.Require(w.Shape.Rank == 3, $"Conv1d: weight {w.Shape} has {w.Shape.Rank} axes; it must have three, [kernel, in / groups, out].");
            }
            else
            {
                ShapeException.Require(x.Shape.Rank == 4, $"Conv2d: input {x.Shape} has {x.Shape.Rank} axes; it must have four, [batch, height, width, channels].");
                ShapeException.Require(w.Shape.Rank == 4, $"Conv2d: weight {w.Shape} has {w.Shape.Rank} axes; it must have four, [kernel height, kernel width, in / groups, out].");
            }

            ShapeException.Require(stride is { Height: > 0, Width: > 0 }, $"{Name}: the stride is {Text(stride)}; it must be at least 1.");
            ShapeException.Require(dilation is { Height: > 0, Width: > 0 }, $"{Name}: the dilation is {Text(dilation)}; it must be at least 1.");
            ShapeException.Require(padding.Amount is { Height: >= 0, Width: >= 0 }, $"{Name}: the padding is {Text(padding)}; it must not be negative.");
            ShapeException.Require(w.Shape.Size > 0, $"{Name}: weight {w.Shape} has an axis of size 0.");
            int channels = x.Shape[^1], outputs = w.Shape[^1];
            var axes = isLine ? "(kernel, in / groups, out)" : "(kh, kw, in / groups, out)";
            ShapeException.Require(groups > 0 && outputs % groups == 0, $"{Name}: {outputs} output channels cannot be split into {groups} groups.");
            ShapeException.Require(channels == w.Shape[^2] * groups,
                $"{Name}: input {x.Shape} has {channels} channels, but weight {w.Shape} {axes} with {groups} group{(groups == 1 ? "" : "s")} expects {w.Shape[^2] * groups}.");
            ShapeException.Require(b is null || b.Shape == [outputs], $"{Name}: bias {b?.Shape} does not match weight {w.Shape} {axes}; it must be [{outputs}].");
            var (rows, columns) = isLine ? (1, x.Shape[1]) : (x.Shape[1], x.Shape[2]);
            var kernel = isLine ? new Pair(1, w.Shape[0]) : new Pair(w.Shape[0], w.Shape[1]);
            var (top, height) = Padding.Along(rows, kernel.Height, stride.Height, dilation.Height, padding.Amount.Height, padding.IsSame);
            var (left, width) = Padding.Along(columns, kernel.Width, stride.Width, dilation.Width, padding.Amount.Width, padding.IsSame);
            ShapeException.Require(height > 0 && width > 0,
                $"{Name}: the kernel {(isLine ? $"{kernel.Width}" : $"{kernel.Height}×{kernel.Width}")} with dilation {Text(dilation)} is larger than input {x.Shape} with padding {Text(padding)}. Use a larger input, a smaller kernel or more padding.");
            _shape = new ConvShape(x.Shape[0], rows, columns, channels, height, width, outputs, kernel.Height, kernel.Width,
                stride.Height, stride.Width, top, left, dilation.Height, dilation.Width, groups);
            return isLine ? [x.Shape[0], width, outputs] : [x.Shape[0], height, width, outputs];
        }

        private string Text(Pair pair) => isLine ? $"{pair.Width}" : $"{pair}";

        private string Text(Padding zeros) => zeros.IsSame ? "same" : Text(zeros.Amount);

        // y = f(x ∗ w + b)
        protected override void Forward<T>(Tensor y) =>
            x.Device.Conv(_shape, x.Data<T>(), w.Data<T>(), b is null ? null : b.Data<T>(), f, y.Data<T>());

        // dz = dy ⊙ f′     db = Σ pixels of dz     dw[u, v] = Σ pixels of xᵀ·dz     dx = dz ∗ the filters turned round
        protected override void Backward<T>(Tensor y)
        {
            var dy = GradientOf<T>(y);
            var dz = f == Activation.None ? null : Tensor.Allocate(y.Shape, y.Type);
            var dzOrDy = dz is null ? dy : dz.Data<T>();
            var addB = false;
            var db = Wants(b) ? GradientFor<T>(b!, out addB) : null;
            if (dz is not null || db != null)
                x.Device.LinearGradient(dy, f == Activation.None ? null : y.Data<T>(), f, dz is null ? null : dzOrDy, db, (int)_shape.OutPixels, _shape.OutChannels, addB);
            if (Wants(w))
            {
                var dw = GradientFor<T>(w, out var add);
                x.Device.ConvFilterGradient(_shape, x.Data<T>(), dzOrDy, dw, add);
            }

            if (Wants(x))
            {
                var dx = GradientFor<T>(x, out var add);
                x.Device.ConvInputGradient(_shape, dzOrDy, w.Data<T>(), dx, add);
            }

            dz?.ReleaseMemory();
        }
    }
}
