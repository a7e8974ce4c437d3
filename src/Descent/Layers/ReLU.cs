namespace Descent;

/// <summary>max(x, 0) (Nair and Hinton, 2010).</summary>
public sealed class ReLU : ActivationLayer, IActivationLayer
{
    /// <summary>√2: half of a symmetric input's power passes.</summary>
    public override double Gain => Math.Sqrt(2);

    Activation IActivationLayer.Activation => Activation.ReLU;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Relu();
}
