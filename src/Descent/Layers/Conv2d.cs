namespace Descent;

/// <summary>
/// A layer that slides filters over images, [N, H, W, C] (LeCun et al., "Gradient-based learning applied to document recognition", 1998).
/// Its state carries PyTorch's layout, (out, in / groups, kernel height, kernel width).
/// </summary>
public sealed class Conv2d : Module, IFusesActivation
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out: the number of filters.</param>
    /// <param name="kernel">The size of the filters in pixels; one number or (height, width).</param>
    /// <param name="stride">Pixels from one window to the next; 1 if null.</param>
    /// <param name="padding">Zeros around the image: a number, (height, width), or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Pixels from one tap of the filter to the next; 1 if null.</param>
    /// <param name="groups">Groups of channels that see nothing of each other; as many as <paramref name="inputs"/> for a depthwise convolution.</param>
    /// <param name="bias">Whether to add b; not needed before a batch normalization.</param>
    /// <param name="initializer">How the weight is drawn; Kaiming uniform for ReLU if none is given. The bias starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException">The channels cannot be split into the groups.</exception>
    public Conv2d(int inputs, int outputs, Pair kernel, Pair? stride = null, Padding padding = default, Pair? dilation = null, int groups = 1, bool bias = true, Initializer? initializer = null)
    {
        (Kernel, Stride, Padding, Dilation, Groups) = (kernel, stride ?? 1, padding, dilation ?? 1, groups);
        AtLeastOne(nameof(inputs), inputs, inputs);
        AtLeastOne(nameof(outputs), outputs, outputs);
        AtLeastOne(nameof(kernel), kernel.Height, kernel.Width);
        AtLeastOne(nameof(stride), Stride.Height, Stride.Width);
        AtLeastOne(nameof(dilation), Dilation.Height, Dilation.Width);
        AtLeastOne(nameof(groups), groups, groups);
        if (padding.Amount.Height < 0 || padding.Amount.Width < 0)
            throw new ArgumentOutOfRangeException(nameof(padding), $"Conv2d: padding is {padding}; it must not be negative.");
        if (inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException($"Conv2d: {inputs} channels in and {outputs} out cannot be split into {groups} groups; both must be multiples of {groups}.", nameof(groups));
        var area = kernel.Height * kernel.Width;
        Weight = new Parameter([kernel.Height, kernel.Width, inputs / groups, outputs], initializer ?? new KaimingUniform(), fans: new Fans(inputs / groups * area, outputs / groups * area), stateAxes: [3, 2, 0, 1]);
        Bias = bias ? new Parameter([outputs], new Constant(0)) : null;
    }

    /// <summary>w, [kernel height, kernel width, in / groups, out].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out]; null if the layer has none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Channels in.</summary>
    public int Inputs => Weight.Shape[2] * Groups;

    /// <summary>Channels out.</summary>
    public int Outputs => Weight.Shape[3];

    /// <summary>The size of the filters in pixels.</summary>
    public Pair Kernel { get; }

    /// <summary>Pixels from one window to the next.</summary>
    public Pair Stride { get; }

    /// <summary>Zeros around the image.</summary>
    public Padding Padding { get; }

    /// <summary>Pixels from one tap of the filter to the next.</summary>
    public Pair Dilation { get; }

    /// <summary>Groups of channels that see nothing of each other.</summary>
    public int Groups { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = $"Conv2d({Inputs} → {Outputs}, {Kernel.Height}×{Kernel.Width}";
        if (Stride != 1) text += $", stride {Stride}";
        if (Padding != 0) text += $", padding {Padding}";
        if (Dilation != 1) text += $", dilation {Dilation}";
        if (Groups != 1) text += $", {Groups} groups";
        return text + (Bias is null ? ", no bias)" : ")");
    }

    /// <inheritdoc/>
    protected internal override long MultiplyAdds(in Shape input, in Shape output) => (long)output.Size * Weight.Shape.Product(0, 3);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Folding.PassesOn(this) ? x : x.Conv2d(Weight, Bias, Stride, Padding, Dilation, Groups);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => x.Conv2d(Weight, Bias, Stride, Padding, Dilation, Groups, activation);

    private static void AtLeastOne(string name, int first, int second)
    {
        if (first < 1 || second < 1)
            throw new ArgumentOutOfRangeException(name, $"Conv2d: {name} is {(first == second ? $"{first}" : $"{first}×{second}")}; it must be at least 1.");
    }
}
