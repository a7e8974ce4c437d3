namespace Descent;

/// <summary>The transposed convolution of lines; see <see cref="ConvTranspose2dOp"/>.</summary>
public static class ConvTranspose1dOp
{
    extension(Tensor x)
    {
        /// <summary>y[n, i·stride − padding + u·dilation, o] sums x[n, i, c]·w[u, o, c] over i, u and c; then f(y + b).</summary>
        /// <param name="weight">[kernel, out / groups, in]; state dictionaries carry (in, out / groups, kernel).</param>
        /// <param name="bias">[out], or null for none.</param>
        /// <param name="stride">Places of the result from one place's window to the next one's.</param>
        /// <param name="padding">Places cut off either end of the result.</param>
        /// <param name="outputPadding">Places added at the end; below the stride or the dilation.</param>
        /// <param name="dilation">Places from one tap to the next.</param>
        /// <param name="groups">Input channels are split into so many groups, each of which gives to its own share of the output channels.</param>
        /// <param name="activation">f.</param>
        /// <returns>[n, (length − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1, out].</returns>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor ConvTranspose1d(
            Tensor weight, Tensor? bias = null, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, Activation activation = Activation.None) =>
            new ConvTranspose2dOp.Node(x, weight, bias, (1, stride), (0, padding), (0, outputPadding), (1, dilation), groups, activation, isLine: true).Call();
    }
}
