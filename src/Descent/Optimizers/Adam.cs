using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Adam (Kingma and Ba, 2015), in PyTorch's form. With g the gradient plus weightDecay·w, at update t:
/// m ← β₁·m + (1−β₁)·g; s ← β₂·s + (1−β₂)·g²; w ← w − α·m̂ / (√ŝ + ε), where m̂ = m/(1−β₁ᵗ) and ŝ = s/(1−β₂ᵗ).
/// </summary>
public class Adam : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="epsilon">ε, above 0: bounds the step where gradients vanish.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; for decay apart from the gradient see <see cref="AdamW"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        Check(beta1 is >= 0 and < 1, nameof(beta1), beta1, "at least 0 and below 1");
        Check(beta2 is >= 0 and < 1, nameof(beta2), beta2, "at least 0 and below 1");
        Check(epsilon > 0 && double.IsFinite(epsilon), nameof(epsilon), epsilon, "above 0");
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
    }

    /// <summary>How much of the mean gradient is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedUpdate Fuse() => Fuse(decoupled: false);

    private protected FusedUpdate Fuse(bool decoupled) => new FusedUpdate<Rule>(this, (rate, decay, step) => new Rule(
        keep: decoupled ? 1 - rate * decay : 1,
        decay: decoupled ? 0 : decay,
        Beta1,
        Beta2,
        stepSize: rate / (1 - Math.Pow(Beta1, step)),
        rootCorrection: 1 / Math.Sqrt(1 - Math.Pow(Beta2, step)),
        Epsilon));

    private readonly struct Rule(double keep, double decay, double beta1, double beta2, double stepSize, double rootCorrection, double epsilon) : IUpdateRule
    {
        public int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, T>(ref V w, V g, ref V m, ref V s, ref V none)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            w *= V.All(Literal.Of<T>(keep));
            g = V.Fma(V.All(Literal.Of<T>(decay)), w, g);
            m = Subnormal.Flush<V, T>(V.Fma(V.All(Literal.Of<T>(beta1)), m, V.All(Literal.Of<T>(1 - beta1)) * g));
            s = Subnormal.Flush<V, T>(V.Fma(V.All(Literal.Of<T>(beta2)), s, V.All(Literal.Of<T>(1 - beta2)) * g * g));
            var root = V.Fma(V.Sqrt(s), V.All(Literal.Of<T>(rootCorrection)), V.All(Literal.Of<T>(epsilon)));
            w -= V.All(Literal.Of<T>(stepSize)) * m / root;
        }
    }
}
