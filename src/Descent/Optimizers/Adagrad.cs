using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Adagrad (Duchi, Hazan and Singer, 2011). With g the gradient plus weightDecay·w, at update t: s ← s + g²; w ← w − αₜ·g / (√s + ε), where
/// αₜ = α/(1 + (t−1)·rateDecay). Keras: s starts at 0.1, √(s + ε) takes the place of √s + ε, the decay is apart from the gradient. CS 230 has
/// no form of its own.
/// </summary>
public sealed class Adagrad : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α. By default 0.01; Keras' 0.001.</param>
    /// <param name="epsilon">ε, above 0. By default 1e-10; Keras' 1e-7.</param>
    /// <param name="initial">What the sums of squares start from, 0 or more. By default 0; Keras' 0.1.</param>
    /// <param name="rateDecay">How the step size falls with the count of updates, 0 or more.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w; apart from it in Keras' form.</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adagrad(double? learningRate = null, double? epsilon = null, double? initial = null, double rateDecay = 0, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate ?? (convention == Convention.Keras ? 1e-3 : 0.01), weightDecay, convention)
    {
        Epsilon = CheckEpsilon(epsilon ?? (convention == Convention.Keras ? 1e-7 : 1e-10));
        (Initial, RateDecay) = (initial ?? (convention == Convention.Keras ? 0.1 : 0), rateDecay);
        Check(Initial >= 0 && double.IsFinite(Initial), nameof(initial), Initial, "0 or more");
        Check(rateDecay >= 0 && double.IsFinite(rateDecay), nameof(rateDecay), rateDecay, "0 or more");
    }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>What the sums of squares start from.</summary>
    public double Initial { get; }

    /// <summary>How the step size falls with the count of updates.</summary>
    public double RateDecay { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["sum"];

    private protected override double InitialState => Initial;

    private protected override FusedUpdate Fuse()
    {
        var inside = Convention == Convention.Keras ? Epsilon : 0;
        return new FusedUpdate<Rule>(this, s => new Rule(s.Rate / (1 + (s.Step - 1) * RateDecay), s.Pull, inside, Epsilon - inside));
    }

    private readonly struct Rule(double rate, WeightPull pull, double inside, double outside) : IUpdateRule
    {
        private readonly Factor _rate = rate;
        private readonly Factor _inside = inside;
        private readonly Factor _outside = outside;

        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V s, ref V none1, ref V none2)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            s = V.Fma(g, g, s);
            var step = _rate.All<V, T>() / (V.Sqrt(s + _inside.All<V, T>()) + _outside.All<V, T>());
            w -= step * g;
            return step;
        }
    }
}
