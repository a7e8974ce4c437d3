using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// AMSGrad (Reddi, Kale and Kumar, 2018), as PyTorch's Adam with <c>amsgrad</c>: <see cref="Adam"/> with x ← max(x, s) in place of s in the
/// step, so that steps never grow again. The conventions differ as Adam's do.
/// </summary>
public sealed class AMSGrad : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="beta1">How much of the mean gradient is kept, β₁, from 0 up to but not 1.</param>
    /// <param name="beta2">How much of the mean squared gradient is kept, β₂, from 0 up to but not 1.</param>
    /// <param name="epsilon">ε, above 0. By default 1e-8; Keras' 1e-7.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; apart from it in Keras' form.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AMSGrad(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double? epsilon = null, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate, weightDecay, convention) =>
        (Beta1, Beta2, Epsilon) = (CheckShare(beta1, nameof(beta1)), CheckShare(beta2, nameof(beta2)), CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-8)));

    /// <summary>How much of the mean gradient is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean squared gradient is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

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

        public static int States => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V m, ref V s, ref V x)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            m = Subnormal.Flush<V, T>(V.Fma(_beta1.All<V, T>(), m, _rest1.All<V, T>() * g));
            s = Subnormal.Flush<V, T>(V.Fma(_beta2.All<V, T>(), s, _rest2.All<V, T>() * g * g));
            x = V.Max(x, s);
            var rate = _rate.All<V, T>() / V.Fma(V.Sqrt(x), _root.All<V, T>(), _epsilon.All<V, T>());
            w -= rate * (_mean.All<V, T>() * m);
            return rate;
        }
    }
}
