namespace Descent;

/// <summary>min(max(x, 0), 6) (Krizhevsky, "Convolutional deep belief networks on CIFAR-10", 2010): the activation of MobileNets.</summary>
public sealed class ReLU6 : ActivationLayer, IActivationLayer
{
    /// <summary>√2, as <see cref="ReLU"/> has it: few numbers reach 6.</summary>
    public override double Gain => Math.Sqrt(2);

    Activation IActivationLayer.Activation => Activation.ReLU6;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Relu6();
}
