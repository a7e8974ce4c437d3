namespace Descent;

/// <summary>A transposed convolution of lines, [N, L, C]: with a stride it lengthens. Its state carries PyTorch's layout, (in, out / groups, kernel).</summary>
public sealed class ConvTranspose1d : Module, IFusesActivation
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">The length of the filters.</param>
    /// <param name="stride">Places of the result from one place's window to the next one's.</param>
    /// <param name="padding">Places cut off either end of the result.</param>
    /// <param name="outputPadding">Places added at the end; below the stride or the dilation.</param>
    /// <param name="dilation">Places from one tap of the filter to the next.</param>
    /// <param name="groups">Groups of channels that see nothing of each other.</param>
    /// <param name="bias">Whether to add b; not needed before a batch normalization.</param>
    /// <param name="initializer">How the weight is drawn; as <see cref="ConvTranspose2d"/> if none is given. The bias starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    /// <exception cref="ArgumentException">The channels cannot be split into the groups.</exception>
    public ConvTranspose1d(
        int inputs, int outputs, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true, Initializer? initializer = null)
    {
        LayerRules.AtLeastOne("ConvTranspose1d", (nameof(inputs), inputs), (nameof(outputs), outputs), (nameof(kernel), kernel), (nameof(stride), stride), (nameof(dilation), dilation), (nameof(groups), groups));
        LayerRules.NotNegative("ConvTranspose1d", nameof(padding), padding);
        LayerRules.OutputPadding("ConvTranspose1d", outputPadding, stride, dilation);
        LayerRules.Divides("ConvTranspose1d", inputs, outputs, groups);
        (Kernel, Stride, Padding, OutputPadding, Dilation, Groups) = (kernel, stride, padding, outputPadding, dilation, groups);
        var fans = new Fans(Math.Max(inputs / groups * kernel / stride, 1), outputs / groups * kernel);
        Weight = new Parameter([kernel, outputs / groups, inputs], initializer ?? new KaimingUniform(), fans: fans, stateAxes: [2, 1, 0]);
        Bias = bias ? new Parameter([outputs], new Constant(0)) : null;
    }

    /// <summary>w, [kernel, out / groups, in].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out]; null if the layer has none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels in.</summary>
    public int Inputs => Weight.Shape[2];

    /// <summary>Channels out.</summary>
    public int Outputs => Weight.Shape[1] * Groups;

    /// <summary>The length of the filters.</summary>
    public int Kernel { get; }

    /// <summary>Places of the result from one place's window to the next one's.</summary>
    public int Stride { get; }

    /// <summary>Places cut off either end of the result.</summary>
    public int Padding { get; }

    /// <summary>Places added at the end.</summary>
    public int OutputPadding { get; }

    /// <summary>Places from one tap of the filter to the next.</summary>
    public int Dilation { get; }

    /// <summary>Groups of channels that see nothing of each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"ConvTranspose1d({Inputs} → {Outputs}, {Kernel}";
        if (Stride != 1) text += $", stride {Stride}";
        if (Padding != 0) text += $", padding {Padding}";
        if (OutputPadding != 0) text += $", output padding {OutputPadding}";
        if (Dilation != 1) text += $", dilation {Dilation}";
        if (Groups != 1) text += $", {Groups} groups";
        return text + (Bias is null ? ", no bias)" : ")");
    }

    /// <inheritdoc/>
    protected internal override long MultiplyAdds(in Shape input, in Shape output) => (long)input.Size * Weight.Shape.Product(0, 2);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.ConvTranspose1d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => x.ConvTranspose1d(Weight, Bias, Stride, Padding, OutputPadding, Dilation, Groups, activation);
}
