using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Gradient descent with momentum (Polyak, 1964), with g the gradient plus weightDecay·w and v starting at 0. PyTorch: v ← μ·v + g,
/// w ← w − α·v. CS 230: v ← μ·v + (1−μ)·g, w ← w − α·v, which equals PyTorch's with α·(1−μ). Keras: v ← μ·v + α·g, w ← w − v, which
/// equals PyTorch's while α stays the same; its decay is apart from the gradient.
/// </summary>
public sealed class Momentum : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="momentum">How much of the velocity is kept, μ, from 0 up to but not 1.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w: twice the λ of λ‖w‖².</param>
    /// <param name="convention">Whose form.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Momentum(double learningRate = 0.01, double momentum = 0.9, double weightDecay = 0, Convention convention = Convention.PyTorch)
        : base(learningRate, weightDecay, convention) => Mu = CheckShare(momentum, nameof(momentum));

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
            v = V.Fma(_mu.All<V, T>(), v, _in.All<V, T>() * g);
            w = V.Fma(_minusOut.All<V, T>(), v, w);
            return _rate.All<V, T>();
        }
    }
}
