using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Lion (Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023): w ← (1 − α·weightDecay)·w − α·sign(β₁·m + (1−β₁)·g), then
/// m ← β₂·m + (1−β₂)·g. All conventions agree. Steps are of one size whatever the gradient's, so the rate is to be chosen three to ten times
/// smaller than Adam's, and the decay as many times larger.
/// </summary>
public sealed class Lion : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="beta1">The share of the average in the step, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the average is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="weightDecay">The share of a weight, times α, that each update takes off.</param>
    /// <param name="convention">Whose form; all are the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Lion(double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate, weightDecay, convention) => (Beta1, Beta2) = (CheckShare(beta1, nameof(beta1)), CheckShare(beta2, nameof(beta2)));

    /// <summary>The share of the average in the step, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the average is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg"];

    /// <inheritdoc/>
    public override bool DecaysApart => true;

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, s => new Rule(s.Rate, s.Pull, Beta1, Beta2));

    private readonly struct Rule(double rate, WeightPull pull, double beta1, double beta2) : IUpdateRule
    {
        private readonly Factor _beta1 = beta1;
        private readonly Factor _rest1 = 1 - beta1;
        private readonly Factor _beta2 = beta2;
        private readonly Factor _rest2 = 1 - beta2;
        private readonly Factor _rate = rate;

        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V m, ref V none1, ref V none2)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            var c = V.Fma(_beta1.All<V, T>(), m, _rest1.All<V, T>() * g);
            m = Subnormal.Flush<V, T>(V.Fma(_beta2.All<V, T>(), m, _rest2.All<V, T>() * g));
            var step = _rate.All<V, T>();
            w -= V.Select(V.Equal(c, default), default, V.CopySign(step, c));
            return step;
        }
    }
}
