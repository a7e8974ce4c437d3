namespace Descent;

/// <summary>x for positive x, slope·x for the rest (Maas et al., "Rectifier nonlinearities improve neural network acoustic models", 2013).</summary>
/// <param name="slope">The slope for negative x.</param>
public sealed class LeakyReLU(double slope = 0.01) : ActivationLayer
{
    /// <summary>The slope for negative x.</summary>
    public double Slope { get; } = slope;

    /// <summary>√(2 / (1 + slope²)) (He et al., 2015).</summary>
    public override double Gain => Math.Sqrt(2 / (1 + Slope * Slope));

    /// <inheritdoc/>
    public override string ToString() => $"LeakyReLU({Slope})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.LeakyRelu(Slope);
}
