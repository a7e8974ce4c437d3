namespace Descent;

/// <summary>The convolution of lines: that of images of height 1.</summary>
public static class Conv1dOp
{
    extension(Tensor x)
    {
        /// <summary>y[n, i, o] = f(b[o] + Σ over u, c of x[n, i·stride − padding + u·dilation, c]·w[u, c, o]), with zeros outside the line.</summary>
        /// <param name="weight">[kernel, in / groups, out]; state dictionaries carry (out, in / groups, kernel).</param>
        /// <param name="bias">[out], or null for none.</param>
        /// <param name="stride">Places from one window to the next.</param>
        /// <param name="padding">Zeros on either side: a number, or <see cref="Padding.Same"/>.</param>
        /// <param name="dilation">Places from one tap to the next.</param>
        /// <param name="groups">Output channels are split into so many groups, each of which sees its own share of the input channels.</param>
        /// <param name="activation">f.</param>
        /// <returns>[n, ⌊(length + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, out].</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor Conv1d(Tensor weight, Tensor? bias = null, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1, Activation activation = Activation.None) =>
            new Conv2dOp.Node(x, weight, bias, (1, stride), padding.IsSame ? padding : (0, padding.Amount.Width), (1, dilation), groups, activation, isLine: true).Call();
    }
}
