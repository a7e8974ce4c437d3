using Descent.Kernels;

namespace Descent;

/// <summary>
/// The transposed convolution of images: the linear map whose matrix is a convolution's, transposed (Zeiler et al., "Deconvolutional networks", 2010;
/// Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016). It enlarges where the convolution with the same
/// stride shrinks.
/// </summary>
public static class ConvTranspose2dOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// y[n, i·stride − padding + u·dilation, j·stride − padding + v·dilation, o] sums x[n, i, j, c]·w[u, v, o, c] over i, j, u, v and c; then f(y + b).
        /// </summary>
        /// <param name="weight">[kernel height, kernel width, out / groups, in]; state dictionaries carry (in, out / groups, kh, kw).</param>
        /// <param name="bias">[out], or null for none.</param>
        /// <param name="stride">Pixels of the result from one pixel's window to the next one's; 1 if null.</param>
        /// <param name="padding">Pixels cut off each side of the result.</param>
        /// <param name="outputPadding">
        /// Pixels added below and on the right, where a convolution's stride makes several sizes shrink to the same; below the stride or the dilation.
        /// </param>
        /// <param name="dilation">Pixels from one tap to the next; 1 if null.</param>
        /// <param name="groups">Input channels are split into so many groups, each of which gives to its own share of the output channels.</param>
        /// <param name="activation">f.</param>
        /// <returns>[n, (height − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1, the same for the width, out].</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor ConvTranspose2d(
            Tensor weight, Tensor? bias = null, Pair? stride = null, Pair padding = default, Pair outputPadding = default, Pair? dilation = null, int groups = 1, Activation activation = Activation.None) =>
            new Node(x, weight, bias, stride ?? 1, padding, outputPadding, dilation ?? 1, groups, activation, isLine: false).Call();
    }

    internal sealed unsafe class Node(Tensor x, Tensor w, Tensor? b, Pair stride, Pair padding, Pair outputPadding, Pair dilation, int groups, Activation f, bool isLine) : Op(x, w, b)
    {
        // x [n, h, w, c], w [kh, kw, o / groups, c], b [o], y [n, h′, w′, o]; of lines x [n, l, c], w [k, o / groups, c], y [n, l′, o].
        // The convolution that this is the transpose of: from y's shape to x's.
        private ConvShape _shape;

        public override string Name => isLine ? "ConvTranspose1d" : "ConvTranspose2d";

        protected override Shape Infer()
        {
            var (axes, image, filter) = isLine ? (3, "[batch, length, channels]", "[kernel, out / groups, in]") : (4, "[batch, height, width, channels]", "[kernel height, kernel width, out / groups, in]");
            ShapeException.Require(x.Shape.Rank == axes, $"{Name}: input {x.Shape} has {x.Shape.Rank} axes; it must have {axes}, {image}.");
            ShapeException.Require(w.Shape.Rank == axes, $"{Name}: weight {w.Shape} has {w.Shape.Rank} axes; it must have {axes}, {filter}.");
            ShapeException.Require(w.Shape.Size > 0, $"{Name}: weight {w.Shape} has an axis of size 0.");
            ShapeException.Require(stride is { Height: > 0, Width: > 0 }, $"{Name}: the stride is {Text(stride)}; it must be at least 1.");
            ShapeException.Require(dilation is { Height: > 0, Width: > 0 }, $"{Name}: the dilation is {Text(dilation)}; it must be at least 1.");
            ShapeException.Require(padding is { Height: >= 0, Width: >= 0 }, $"{Name}: the padding is {Text(padding)}; it must not be negative.");
            ShapeException.Require(
                outputPadding.Height >= 0 && outputPadding.Width >= 0 && outputPadding.Height < Math.Max(stride.Height, dilation.Height) && outputPadding.Width < Math.Max(stride.Width, dilation.Width),
                $"{Name}: the output padding is {Text(outputPadding)}; it must be at least 0 and below the stride, {Text(stride)}, or the dilation, {Text(dilation)}.");
            int channels = x.Shape[^1], outputs = w.Shape[^2] * groups;
            ShapeException.Require(groups > 0 && channels % groups == 0, $"{Name}: {channels} input channels cannot be split into {groups} groups.");
            ShapeException.Require(channels == w.Shape[^1], $"{Name}: input {x.Shape} has {channels} channels, but weight {w.Shape} {filter} expects {w.Shape[^1]}.");
            ShapeException.Require(b is null || b.Shape == [outputs], $"{Name}: bias {b?.Shape} does not match weight {w.Shape} {filter} with {groups} group{(groups == 1 ? "" : "s")}; it must be [{outputs}].");
            var (rows, columns) = isLine ? (1, x.Shape[1]) : (x.Shape[1], x.Shape[2]);
            var kernel = isLine ? new Pair(1, w.Shape[0]) : new Pair(w.Shape[0], w.Shape[1]);
            var height = Along(rows, kernel.Height, stride.Height, padding.Height, outputPadding.Height, dilation.Height);
            var width = Along(columns, kernel.Width, stride.Width, padding.Width, outputPadding.Width, dilation.Width);
            ShapeException.Require(height > 0 && width > 0,
                $"{Name}: the padding {Text(padding)} cuts off all that input {x.Shape} with the kernel {Text(kernel)} gives. Use less padding, a larger input or a larger kernel.");
            _shape = new ConvShape(x.Shape[0], height, width, outputs, rows, columns, channels, kernel.Height, kernel.Width,
                stride.Height, stride.Width, padding.Height, padding.Width, dilation.Height, dilation.Width, groups);
            return isLine ? [x.Shape[0], width, outputs] : [x.Shape[0], height, width, outputs];
        }

        private string Text(Pair pair) => isLine ? $"{pair.Width}" : $"{pair}";

        // y = f(the gradient by its input of the convolution with w, where x is the gradient of its output; plus b)
        protected override void Forward<T>(Tensor y)
        {
            x.Device.ConvInputGradient(_shape, x.Data<T>(), w.Data<T>(), y.Data<T>(), add: false);
            if (b is not null || f != Activation.None)
                x.Device.BiasAndActivation(y.Data<T>(), b is null ? null : b.Data<T>(), f, _shape.Pixels, _shape.Channels);
        }

        // dz = dy ⊙ f′     db = Σ pixels of dz     dx = dz ∗ w     dw[u, v] = Σ pixels of dzᵀ·x
        protected override void Backward<T>(Tensor y)
        {
            var dy = GradientOf<T>(y);
            var dz = f == Activation.None ? null : Tensor.Allocate(y.Shape, y.Type);
            var dzOrDy = dz is null ? dy : dz.Data<T>();
            var addB = false;
            var db = Wants(b) ? GradientFor<T>(b!, out addB) : null;
            if (dz is not null || db != null)
                x.Device.LinearGradient(dy, f == Activation.None ? null : y.Data<T>(), f, dz is null ? null : dzOrDy, db, (int)_shape.Pixels, _shape.Channels, addB);
            if (Wants(w))
            {
                var dw = GradientFor<T>(w, out var add);
                x.Device.ConvFilterGradient(_shape, dzOrDy, x.Data<T>(), dw, add);
            }

            if (Wants(x))
            {
                var dx = GradientFor<T>(x, out var add);
                var own = add ? Tensor.Allocate(x.Shape, x.Type) : null;
                x.Device.Conv(_shape, dzOrDy, w.Data<T>(), null, Activation.None, own is null ? dx : own.Data<T>());
                if (own is not null)
                {
                    x.Device.Copy(own.Data<T>(), dx, new Box([x.Count], [1], [1]), add: true);
                    own.ReleaseMemory();
                }
            }

            dz?.ReleaseMemory();
        }

        private static int Along(int input, int kernel, int stride, int padding, int outputPadding, int dilation) =>
            (int)Math.Clamp((input - 1L) * stride - 2L * padding + (kernel - 1L) * dilation + outputPadding + 1, 0, int.MaxValue);
    }
}
