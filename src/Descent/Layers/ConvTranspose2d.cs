namespace Descent;

/// <summary>
/// A transposed convolution of images, [N, H, W, C] (Zeiler et al., "Deconvolutional networks", 2010): with a stride it enlarges. Its state carries
/// PyTorch's layout, (in, out / groups, kernel height, kernel width).
/// </summary>
public sealed class ConvTranspose2d : Module, IFusesActivation
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">The size of the filters in pixels; one number or (height, width).</param>
    /// <param name="stride">Pixels of the result from one pixel's window to the next one's; 1 if null.</param>
    /// <param name="padding">Pixels cut off each side of the result.</param>
    /// <param name="outputPadding">Pixels added below and on the right; below the stride or the dilation.</param>
    /// <param name="dilation">Pixels from one tap of the filter to the next; 1 if null.</param>
    /// <param name="groups">Groups of channels that see nothing of each other.</param>
    /// <param name="bias">Whether to add b; not needed before a batch normalization.</param>
    /// <param name="initializer">
    /// How the weight is drawn; Kaiming uniform for ReLU if none is given, with as many inputs as a pixel of the result sums on average:
    /// in / groups · kernel / stride. The bias starts at 0.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="ArgumentException">The channels cannot be split into the groups.</exception>
    public ConvTranspose2d(
        int inputs, int outputs, Pair kernel, Pair? stride = null, Pair padding = default, Pair outputPadding = default, Pair? dilation = null, int groups = 1, bool bias = true, Initializer? initializer = null)
    {
        (Kernel, Stride, Padding, OutputPadding, Dilation, Groups) = (kernel, stride ?? 1, padding, outputPadding, dilation ?? 1, groups);
        LayerRules.AtLeastOne("ConvTranspose2d", (nameof(inputs), inputs), (nameof(outputs), outputs), (nameof(kernel), kernel), (nameof(stride), Stride), (nameof(dilation), Dilation), (nameof(groups), groups));
        LayerRules.NotNegative("ConvTranspose2d", nameof(padding), padding);
        LayerRules.OutputPadding("ConvTranspose2d", outputPadding, Stride, Dilation);
        LayerRules.Divides("ConvTranspose2d", inputs, outputs, groups);
        var area = kernel.Height * kernel.Width;
        var fans = new Fans(Math.Max(inputs / groups * area / (Stride.Height * Stride.Width), 1), outputs / groups * area);
        Weight = new Parameter([kernel.Height, kernel.Width, outputs / groups, inputs], initializer ?? new KaimingUniform(), fans: fans, stateAxes: [3, 2, 0, 1]);
        Bias = bias ? new Parameter([outputs], new Constant(0)) : null;
    }

    /// <summary>w, [kernel height, kernel width, out / groups, in].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out]; null if the layer has none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels in.</summary>
    public int Inputs => Weight.Shape[3];

    /// <summary>Channels out.</summary>
    public int Outputs => Weight.Shape[2] * Groups;

    /// <summary>The size of the filters in pixels.</summary>
    public Pair Kernel { get; }

    /// <summary>Pixels of the result from one pixel's window to the next one's.</summary>
    public Pair Stride { get; }

    /// <summary>Pixels cut off each side of the result.</summary>
    public Pair Padding { get; }

    /// <summary>Pixels added below and on the right.</summary>
    public Pair OutputPadding { get; }

    /// <summary>Pixels from one tap of the filter to the next.</summary>
    public Pair Dilation { get; }

    /// <summary>Groups of channels that see nothing of each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"ConvTranspose2d({Inputs} → {Outputs}, {Kernel.Height}×{Kernel.Width}";
        if (Stride != 1) text += $", stride {Stride}";
        if (Padding != 0) text += $", padding {Padding}";
        if (OutputPadding != 0) text += $", output padding {OutputPadding}";
        if (Dilation != 1) text += $", dilation {Dilation}";
        if (Groups != 1) text += $", {Groups} groups";
        return text + (Bias is null ? ", no bias)" : ")");
    }

    /// <inheritdoc/>
    protected internal override long MultiplyAdds(in Shape input, in Shape output) => (long)input.Size * Weight.Shape.Product(0, 3);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.ConvTranspose2d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => x.ConvTranspose2d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups, activation);
}
