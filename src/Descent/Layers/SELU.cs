namespace Descent;

/// <summary>λ·x for positive x, λ·α·(eˣ − 1) for the rest: keeps mean 0 and variance 1 (Klambauer et al., "Self-normalizing neural networks", 2017).</summary>
public sealed class SELU : ActivationLayer
{
    /// <summary>3/4, as in PyTorch; with LeCun initialization use 1.</summary>
    public override double Gain => 0.75;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Selu();
}
