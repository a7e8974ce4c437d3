using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Adamax (Kingma and Ba, 2015): Adam over the infinity norm. With g the gradient plus weightDecay·w, at update t: m ← β₁·m + (1−β₁)·g;
/// u ← max(β₂·u, |g| + ε); w ← w − α/(1−β₁ᵗ)·m/u. Keras: u ← max(β₂·u, |g|), w ← w − α/(1−β₁ᵗ)·m/(u + ε), decay apart from the gradient.
/// CS 230 has no form of its own.
/// </summary>
public sealed class Adamax : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α. By default 0.002; Keras' 0.001.</param>
    /// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the largest gradient is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="epsilon">ε, above 0. By default 1e-8; Keras' 1e-7.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; apart from it in Keras' form.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adamax(double? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double? epsilon = null, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate ?? (convention == Convention.Keras ? 1e-3 : 2e-3), weightDecay, convention) =>
        (Beta1, Beta2, Epsilon) = (CheckShare(beta1, nameof(beta1)), CheckShare(beta2, nameof(beta2)), CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-8)));

    /// <summary>How much of the mean gradient is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the largest gradient is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_inf"];

    private protected override FusedUpdate Fuse()
    {
        var below = Convention == Convention.Keras ? Epsilon : 0;
        return new FusedUpdate<Rule>(this, s => new Rule(s.Rate, s.Pull, Beta1, Beta2, 1 / (1 - Math.Pow(Beta1, s.Step)), Epsilon - below, below));
    }

    private readonly struct Rule(double rate, WeightPull pull, double beta1, double beta2, double mean, double above, double below) : IUpdateRule
    {
        private readonly Factor _beta1 = beta1;
        private readonly Factor _rest1 = 1 - beta1;
        private readonly Factor _beta2 = beta2;
        private readonly Factor _above = above;
        private readonly Factor _rate = rate;
        private readonly Factor _below = below;
        private readonly Factor _mean = mean;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V m, ref V u, ref V none)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            m = Subnormal.Flush<V, T>(V.Fma(_beta1.All<V, T>(), m, _rest1.All<V, T>() * g));
            u = Subnormal.Flush<V, T>(V.Max(_beta2.All<V, T>() * u, V.Abs(g) + _above.All<V, T>()));
            var step = _rate.All<V, T>() / (u + _below.All<V, T>());
            w -= step * (_mean.All<V, T>() * m);
            return step;
        }
    }
}
