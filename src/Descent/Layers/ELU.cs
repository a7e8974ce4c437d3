namespace Descent;

/// <summary>x for positive x, α·(eˣ − 1) for the rest (Clevert et al., "Fast and accurate deep network learning by exponential linear units", 2015).</summary>
/// <param name="alpha">α: the output tends to −α for very negative x.</param>
public sealed class ELU(double alpha = 1) : ActivationLayer
{
    /// <summary>The output tends to minus this for very negative x.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>1 / √E[f(z)²] for standard normal z: the positive half gives ½, the negative α²·(e²Φ(−2) − 2√e·Φ(−1) + ½).</summary>
    public override double Gain => 1 / Math.Sqrt(0.5 + 0.14494541749292378 * Alpha * Alpha);

    /// <inheritdoc/>
    public override string ToString() => $"ELU({Alpha})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Elu(Alpha);
}
