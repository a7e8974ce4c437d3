namespace Descent;

/// <summary>x·Φ(x) with the normal distribution function Φ (Hendrycks and Gimpel, "Gaussian error linear units", 2016).</summary>
public sealed class GELU : ActivationLayer
{
    /// <summary>1 / √E[f(z)²] for standard normal z.</summary>
    public override double Gain => 1.533530441;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Gelu();
}
