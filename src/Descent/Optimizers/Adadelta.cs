using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Adadelta (Zeiler, 2012). With g the gradient plus weightDecay·w: s ← ρ·s + (1−ρ)·g²; d = √(u + ε)/√(s + ε)·g; u ← ρ·u + (1−ρ)·d²;
/// w ← w − α·d. The conventions differ in their defaults and in Keras' decay, which is apart from the gradient.
/// </summary>
public sealed class Adadelta : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α. By default 1, as in the paper; Keras' 0.001.</param>
    /// <param name="rho">How much of both averages is kept, ρ, from 0 up to but not 1. By default 0.9; Keras' 0.95.</param>
    /// <param name="epsilon">ε, above 0: the first steps rest on it. By default 1e-6; Keras' 1e-7.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; apart from it in Keras' form.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adadelta(double? learningRate = null, double? rho = null, double? epsilon = null, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate ?? (convention == Convention.Keras ? 1e-3 : 1), weightDecay, convention) =>
        (Rho, Epsilon) = (CheckShare(rho ?? (convention == Convention.Keras ? 0.95 : 0.9), nameof(rho)), CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-6)));

    /// <summary>How much of both averages is kept, ρ.</summary>
    public double Rho { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["square_avg", "acc_delta"];

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, s => new Rule(s.Rate, s.Pull, Rho, Epsilon));

    private readonly struct Rule(double rate, WeightPull pull, double rho, double epsilon) : IUpdateRule
    {
        private readonly Factor _rho = rho;
        private readonly Factor _rest = 1 - rho;
        private readonly Factor _epsilon = epsilon;
        private readonly Factor _minusRate = -rate;
        private readonly Factor _rate = rate;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V s, ref V u, ref V none)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            V keep = _rho.All<V, T>(), share = _rest.All<V, T>(), eps = _epsilon.All<V, T>();
            s = Subnormal.Flush<V, T>(V.Fma(keep, s, share * g * g));

            // The root of the quotient: one root and one quotient instead of two and one.
            var ratio = V.Sqrt((u + eps) / (s + eps));
            var d = ratio * g;
            u = Subnormal.Flush<V, T>(V.Fma(keep, u, share * d * d));
            w = V.Fma(_minusRate.All<V, T>(), d, w);
            return _rate.All<V, T>() * ratio;
        }
    }
}
