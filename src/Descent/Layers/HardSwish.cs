namespace Descent;

/// <summary>x · min(max(x + 3, 0), 6) / 6: swish in straight pieces (Howard et al., "Searching for MobileNetV3", 2019).</summary>
public sealed class HardSwish : ActivationLayer
{
    /// <summary>1 / √E[f(z)²] for standard normal z.</summary>
    public override double Gain => 1.736657212;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.HardSwish();
}
