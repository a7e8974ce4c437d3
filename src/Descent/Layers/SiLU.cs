namespace Descent;

/// <summary>x · sigmoid(x) (Hendrycks and Gimpel, 2016; also called swish, Ramachandran et al., 2017).</summary>
public sealed class SiLU : ActivationLayer
{
    /// <summary>1 / √E[f(z)²] for standard normal z.</summary>
    public override double Gain => 1.676532470;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Silu();
}
