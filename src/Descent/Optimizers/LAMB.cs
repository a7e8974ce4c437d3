using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// LAMB (You et al., "Large Batch Optimization for Deep Learning", 2020): Adam's direction r = m̂/(√ŝ + ε) + weightDecay·w, scaled for each
/// parameter to the length of its weights: w ← w − α·‖w‖/‖r‖·r, with m̂ and ŝ as in <see cref="Adam"/>; where either norm is 0, the step is
/// α·r. Keras takes the decay off the weight first and leaves it out of r. CS 230 has no form of its own.
/// </summary>
public sealed class LAMB : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α, as a share of the weights' norm.</param>
    /// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="epsilon">ε, above 0. By default the paper's 1e-6; Keras' 1e-7.</param>
    /// <param name="weightDecay">The share of a weight in the direction; in Keras' form, what each update takes off, times α.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public LAMB(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double? epsilon = null, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate, weightDecay, convention) =>
        (Beta1, Beta2, Epsilon) = (CheckShare(beta1, nameof(beta1)), CheckShare(beta2, nameof(beta2)), CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-6)));

    /// <summary>How much of the mean gradient is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedUpdate Fuse() => new TrustUpdate<Rule>(this, s => new Rule(
        s.Rate,
        s.IsApart ? 1 - s.Rate * s.Decay : 1,
        s.Penalty,
        s.IsApart ? 0 : s.Decay,
        Beta1,
        Beta2,
        1 / (1 - Math.Pow(Beta1, s.Step)),
        1 / Math.Sqrt(1 - Math.Pow(Beta2, s.Step)),
        Epsilon));

    private readonly struct Rule(double rate, double keep, WeightPenalty penalty, double decay, double beta1, double beta2, double mean, double root, double epsilon) : ITrustRule
    {
        private readonly Factor _keep = keep;
        private readonly Factor _beta1 = beta1;
        private readonly Factor _rest1 = 1 - beta1;
        private readonly Factor _beta2 = beta2;
        private readonly Factor _rest2 = 1 - beta2;
        private readonly Factor _root = root;
        private readonly Factor _epsilon = epsilon;
        private readonly Factor _decay = decay;
        private readonly Factor _mean = mean;
        private readonly Factor _ridge = penalty.Ridge;
        private readonly Factor _subgradient = penalty.Subgradient;

        public double Rate => rate;

        public double Proximal { get; } = penalty.Proximal;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Kept<V, T>(V w)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => w * _keep.All<V, T>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, T>(ref V w, V g, ref V m, ref V s)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var sign = V.Select(V.Equal(w, default), default, V.CopySign(V.All(T.One), w));
            g = V.Fma(_ridge.All<V, T>(), w, V.Fma(_subgradient.All<V, T>(), sign, g));
            m = Subnormal.Flush<V, T>(V.Fma(_beta1.All<V, T>(), m, _rest1.All<V, T>() * g));
            s = Subnormal.Flush<V, T>(V.Fma(_beta2.All<V, T>(), s, _rest2.All<V, T>() * g * g));
            w = Kept<V, T>(w);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Direction<V, T>(V w, V m, V s, out V scale)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            scale = V.All(T.One) / V.Fma(V.Sqrt(s), _root.All<V, T>(), _epsilon.All<V, T>());
            return V.Fma(_decay.All<V, T>(), w, scale * (_mean.All<V, T>() * m));
        }
    }
}
