namespace Descent;

/// <summary>1 / (1 + e⁻ˣ), from 0 to 1.</summary>
public sealed class Sigmoid : ActivationLayer, IActivationLayer
{
    /// <summary>1, as in PyTorch.</summary>
    public override double Gain => 1;

    Activation IActivationLayer.Activation => Activation.Sigmoid;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Sigmoid();
}
