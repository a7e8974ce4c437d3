using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// NAdam (Dozat, 2016): <see cref="Adam"/> with Nesterov's momentum, whose share grows: μₜ = β₁·(1 − ½·0.96^(t·ψ)).
/// w ← w − α·(μₜ₊₁·m/(1 − μ₁⋯μₜ₊₁) + (1−μₜ)·g/(1 − μ₁⋯μₜ)) / (√ŝ + ε), with m, s and ŝ as in Adam. PyTorch has ψ = 0.004, Keras 1; its decay
/// is apart from the gradient. CS 230 has no form of its own.
/// </summary>
public sealed class NAdam : Optimizer
{
    private readonly MomentumProduct _product;

    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α. By default 0.002; Keras' 0.001.</param>
    /// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="epsilon">ε, above 0. By default 1e-8; Keras' 1e-7.</param>
    /// <param name="momentumDecay">How fast the momentum's share grows, ψ, 0 or more. By default 0.004; Keras' 1.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; apart from it in Keras' form.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public NAdam(
        double? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double? epsilon = null, double? momentumDecay = null, double weightDecay = 0,
        Convention convention = Convention.PyTorch)
        : base(learningRate ?? (convention == Convention.Keras ? 1e-3 : 2e-3), weightDecay, convention)
    {
        (Beta1, Beta2, Epsilon) = (CheckShare(beta1, nameof(beta1)), CheckShare(beta2, nameof(beta2)), CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-8)));
        MomentumDecay = momentumDecay ?? (convention == Convention.Keras ? 1 : 0.004);
        Check(MomentumDecay >= 0 && double.IsFinite(MomentumDecay), nameof(momentumDecay), MomentumDecay, "0 or more");
        _product = new MomentumProduct(Beta1, MomentumDecay);
    }

    /// <summary>How much of the mean gradient is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>How fast the momentum's share grows, ψ.</summary>
    public double MomentumDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq"];

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, s =>
    {
        var product = _product.Of(s.Step);
        double now = _product.Share(s.Step), next = _product.Share(s.Step + 1);
        return new Rule(s.Rate, s.Pull, Beta1, Beta2, Epsilon, next / (1 - product * next), (1 - now) / (1 - product), 1 / Math.Sqrt(1 - Math.Pow(Beta2, s.Step)));
    });

    /// <summary>μ₁⋯μₜ. A function of t alone, so that it need not be saved; the last few are kept, so that the next costs one product.</summary>
    private sealed class MomentumProduct(double beta1, double decay)
    {
        private readonly (long Step, double Product)[] _known = new (long, double)[8];
        private int _next;

        public double Share(long step) => beta1 * (1 - 0.5 * Math.Pow(0.96, step * decay));

        public double Of(long step)
        {
            var (from, product) = (0L, 1.0);
            foreach (var (known, value) in _known)
                if (known > from && known <= step) (from, product) = (known, value);
            if (from == step) return product;
            while (from < step) product *= Share(++from);
            _known[_next++ % _known.Length] = (step, product);
            return product;
        }
    }

    private readonly struct Rule(double rate, WeightPull pull, double beta1, double beta2, double epsilon, double ofMean, double ofGradient, double root) : IUpdateRule
    {
        private readonly Factor _beta1 = beta1;
        private readonly Factor _rest1 = 1 - beta1;
        private readonly Factor _beta2 = beta2;
        private readonly Factor _rest2 = 1 - beta2;
        private readonly Factor _rate = rate;
        private readonly Factor _root = root;
        private readonly Factor _epsilon = epsilon;
        private readonly Factor _ofMean = ofMean;
        private readonly Factor _ofGradient = ofGradient;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V m, ref V s, ref V none)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            m = Subnormal.Flush<V, T>(V.Fma(_beta1.All<V, T>(), m, _rest1.All<V, T>() * g));
            s = Subnormal.Flush<V, T>(V.Fma(_beta2.All<V, T>(), s, _rest2.All<V, T>() * g * g));
            var step = _rate.All<V, T>() / V.Fma(V.Sqrt(s), _root.All<V, T>(), _epsilon.All<V, T>());
            w -= step * V.Fma(_ofMean.All<V, T>(), m, _ofGradient.All<V, T>() * g);
            return step;
        }
    }
}
