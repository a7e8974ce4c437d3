namespace Descent;

/// <summary>log(1 + eˣ): a smooth rectifier (Dugas et al., 2001).</summary>
public sealed class Softplus : ActivationLayer
{
    /// <summary>1 / √E[f(z)²] for standard normal z.</summary>
    public override double Gain => 1.041866836;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Softplus();
}
