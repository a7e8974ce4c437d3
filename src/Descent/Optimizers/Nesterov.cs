using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Nesterov's accelerated gradient (Nesterov, 1983), in the form of Sutskever et al. (2013) that PyTorch uses: v ← μ·v + g;
/// w ← w − α·(g + μ·v); with g the gradient plus weightDecay·w. CS 230 puts (1−μ)·g for g, Keras α·g for g and no α before the step, as in
/// <see cref="Momentum"/>; Keras' decay is apart from the gradient.
/// </summary>
public sealed class Nesterov : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="momentum">How much of the velocity is kept, μ, above 0 and below 1.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w: twice the λ of λ‖w‖².</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Nesterov(double learningRate = 0.01, double momentum = 0.9, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate, weightDecay, convention)
    {
        Check(momentum is > 0 and < 1, nameof(momentum), momentum, "above 0 and below 1");
        Mu = momentum;
    }

    /// <summary>How much of the velocity is kept, μ.</summary>
    public double Mu { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["momentum_buffer"];

    internal override double RateScale => Convention == Convention.Cs230 ? 1 : 1 / (1 - Mu);

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, s => new Rule(VelocityFactors.For(Convention, s.Rate, Mu), s.Pull, Mu));

    private readonly struct Rule(VelocityFactors factors, WeightPull pull, double mu) : IUpdateRule
    {
        private readonly Factor _mu = mu;
        private readonly Factor _minusOut = -factors.Out;
        private readonly Factor _in = factors.In;
        private readonly Factor _rate = factors.Rate(mu);

        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V v, ref V none1, ref V none2)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            g *= _in.All<V, T>();
            v = V.Fma(_mu.All<V, T>(), v, g);
            w = V.Fma(_minusOut.All<V, T>(), V.Fma(_mu.All<V, T>(), v, g), w);
            return _rate.All<V, T>();
        }
    }
}
