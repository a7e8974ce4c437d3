namespace Descent;

/// <summary>A fully connected layer: y = x·wᵀ + b. Every leading index of the input is a row.</summary>
public sealed class Linear : Module, IFusesActivation
{
    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Features in.</param>
    /// <param name="outputs">Features out.</param>
    /// <param name="bias">Whether to add b.</param>
    /// <param name="initializer">How the weight is drawn; Kaiming uniform for ReLU if none is given. The bias starts at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is below 1.</exception>
    public Linear(int inputs, int outputs, bool bias = true, Initializer? initializer = null)
    {
        if (inputs < 1 || outputs < 1)
            throw new ArgumentOutOfRangeException(inputs < 1 ? nameof(inputs) : nameof(outputs), $"Linear: {inputs} inputs and {outputs} outputs were asked for; both must be at least 1.");
        Weight = new Parameter([outputs, inputs], initializer ?? new KaimingUniform());
        Bias = bias ? new Parameter([outputs], new Constant(0)) : null;
    }

    /// <summary>w, [out, in].</summary>
    public Parameter Weight { get; }

    /// <summary>b, [out]; null if the layer has none.</summary>
    public Parameter? Bias { get; }

    /// <summary>Features in.</summary>
    public int Inputs => Weight.Shape[1];

    /// <summary>Features out.</summary>
    public int Outputs => Weight.Shape[0];

    /// <inheritdoc/>
    public override string ToString() => $"Linear({Inputs} → {Outputs}{(Bias is null ? ", no bias" : "")})";

    /// <inheritdoc/>
    protected internal override long MultiplyAdds(in Shape input, in Shape output) => (long)output.Size * Inputs;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Linear(Weight, Bias);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => x.Linear(Weight, Bias, activation);
}
