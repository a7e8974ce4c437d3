namespace Descent;

/// <summary>
/// A layer that slides filters over lines, [N, L, C]: signals, texts, series. Its state carries PyTorch's layout, (out, in / groups, kernel).
/// </summary>
public sealed class Conv1d : Module, IFusesActivation
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out: the number of filters.</param>
    /// <param name="kernel">The length of the filters.</param>
    /// <param name="stride">Places from one window to the next.</param>
    /// <param name="padding">Zeros on either side: a number, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Places from one tap of the filter to the next.</param>
    /// <param name="groups">Groups of channels that see nothing of each other.</param>
    /// <param name="bias">Whether to add b; not needed before a batch normalization.</param>
    /// <param name="initializer">How the weight is drawn; Kaiming uniform for ReLU if none is given. The bias starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the padding below 0.</exception>
    /// <exception cref="ArgumentException">The channels cannot be split into the groups.</exception>
    public Conv1d(int inputs, int outputs, int kernel, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1, bool bias = true, Initializer? initializer = null)
    {
        LayerRules.AtLeastOne("Conv1d", (nameof(inputs), inputs), (nameof(outputs), outputs), (nameof(kernel), kernel), (nameof(stride), stride), (nameof(dilation), dilation), (nameof(groups), groups));
        LayerRules.NotNegative("Conv1d", nameof(padding), padding.Amount);
        LayerRules.Divides("Conv1d", inputs, outputs, groups);
        (Kernel, Stride, Padding, Dilation, Groups) = (kernel, stride, padding, dilation, groups);
        Weight = new Parameter([kernel, inputs / groups, outputs], initializer ?? new KaimingUniform(), fans: new Fans(inputs / groups * kernel, outputs / groups * kernel), stateAxes: [2, 1, 0]);
        Bias = bias ? new Parameter([outputs], new Constant(0)) : null;
    }

    /// <summary>w, [kernel, in / groups, out].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out]; null if the layer has none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels in.</summary>
    public int Inputs => Weight.Shape[1] * Groups;

    /// <summary>Channels out.</summary>
    public int Outputs => Weight.Shape[2];

    /// <summary>The length of the filters.</summary>
    public int Kernel { get; }

    /// <summary>Places from one window to the next.</summary>
    public int Stride { get; }

    /// <summary>Zeros on either side.</summary>
    public Padding Padding { get; }

    /// <summary>Places from one tap of the filter to the next.</summary>
    public int Dilation { get; }

    /// <summary>Groups of channels that see nothing of each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"Conv1d({Inputs} → {Outputs}, {Kernel}";
        if (Stride != 1) text += $", stride {Stride}";
        if (Padding != 0) text += $", padding {Padding}";
        if (Dilation != 1) text += $", dilation {Dilation}";
        if (Groups != 1) text += $", {Groups} groups";
        return text + (Bias is null ? ", no bias)" : ")");
    }

    /// <inheritdoc/>
    protected internal override long MultiplyAdds(in Shape input, in Shape output) => (long)output.Size * Weight.Shape.Product(0, 2);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Conv1d(Weight, Bias, Stride, Padding, Dilation, Groups);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => x.Conv1d(Weight, Bias, Stride, Padding, Dilation, Groups, activation);
}
