namespace Descent;

/// <summary>
/// Adam with weight decay apart from the gradient (Loshchilov and Hutter, 2019): w ← (1 − α·weightDecay)·w before each update of
/// <see cref="Adam"/>, whose averages do not see the decay.
/// </summary>
/// <param name="learningRate">The step size α.</param>
/// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
/// <param name="beta2">How much of the mean squared gradient is kept, β₂, from 0 up to but not 1.</param>
/// <param name="epsilon">ε, above 0. By default 1e-8; Keras' 1e-7.</param>
/// <param name="weightDecay">The share of a weight, times α, that each update takes off. By default 0.01; Keras' 0.004.</param>
/// <param name="convention">Whose form, as in <see cref="Adam"/>.</param>
public sealed class AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double? epsilon = null, double? weightDecay = null, Convention convention = Convention.PyTorch)
    : Adam(learningRate, beta1, beta2, epsilon, weightDecay ?? (convention == Convention.Keras ? 0.004 : 0.01), convention)
{
    /// <inheritdoc/>
    public override bool DecaysApart => true;
}
