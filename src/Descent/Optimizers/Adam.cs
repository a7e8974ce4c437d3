using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Adam (Kingma and Ba, 2015). With g the gradient plus weightDecay·w, at update t: m ← β₁·m + (1−β₁)·g; s ← β₂·s + (1−β₂)·g²;
/// w ← w − α·m̂ / (√ŝ + ε), where m̂ = m/(1−β₁ᵗ) and ŝ = s/(1−β₂ᵗ). CS 230: w ← w − α·m / (√s + ε). Keras: w ← w − α·√(1−β₂ᵗ)/(1−β₁ᵗ)·m / (√s + ε),
/// which is PyTorch's with ε/√(1−β₂ᵗ); its decay is apart from the gradient.
/// </summary>
public class Adam : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="epsilon">ε, above 0: bounds the step where gradients vanish. By default 1e-8; Keras' 1e-7.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; for decay apart from the gradient see <see cref="AdamW"/>.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double? epsilon = null, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate, weightDecay, convention) =>
        (Beta1, Beta2, Epsilon) = (CheckShare(beta1, nameof(beta1)), CheckShare(beta2, nameof(beta2)), CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-8)));

    /// <summary>How much of the mean gradient is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, s =>
        new Rule(AdamFactors.For(Convention, s.Rate, Beta1, Beta2, s.Step), s.Pull, Beta1, Beta2, Epsilon));

    private readonly struct Rule(AdamFactors factors, WeightPull pull, double beta1, double beta2, double epsilon) : IUpdateRule
    {
        private readonly Factor _beta1 = beta1;
        private readonly Factor _rest1 = 1 - beta1;
        private readonly Factor _beta2 = beta2;
        private readonly Factor _rest2 = 1 - beta2;
        private readonly Factor _epsilon = epsilon;
        private readonly Factor _rate = factors.Rate;
        private readonly Factor _mean = factors.Mean;
        private readonly Factor _root = factors.Root;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V m, ref V s, ref V none)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            m = Subnormal.Flush<V, T>(V.Fma(_beta1.All<V, T>(), m, _rest1.All<V, T>() * g));
            s = Subnormal.Flush<V, T>(V.Fma(_beta2.All<V, T>(), s, _rest2.All<V, T>() * g * g));
            var rate = _rate.All<V, T>() / V.Fma(V.Sqrt(s), _root.All<V, T>(), _epsilon.All<V, T>());
            w -= rate * (_mean.All<V, T>() * m);
            return rate;
        }
    }
}
