namespace Descent;

/// <summary>The hyperbolic tangent, from −1 to 1.</summary>
public sealed class Tanh : ActivationLayer, IActivationLayer
{
    /// <summary>5/3, as in PyTorch.</summary>
    public override double Gain => 5.0 / 3;

    Activation IActivationLayer.Activation => Activation.Tanh;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Tanh();
}
