using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Gradient descent with momentum (Polyak, 1964), in PyTorch's form: v ← μ·v + g, starting at the first gradient; w ← w − α·v;
/// with g the gradient plus weightDecay·w.
/// </summary>
public sealed class Momentum : Optimizer
{
    /// <summary>Makes the optimizer.</summary>
    /// <param name="learningRate">The step size α.</param>
    /// <param name="momentum">How much of the velocity is kept, μ, from 0 up to but not 1.</param>
    /// <param name="weightDecay">Added to the gradient as weightDecay·w: twice the λ of λ‖w‖².</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Momentum(double learningRate = 0.01, double momentum = 0.9, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
        Check(momentum is >= 0 and < 1, nameof(momentum), momentum, "at least 0 and below 1");
        Mu = momentum;
    }

    /// <summary>How much of the velocity is kept, μ.</summary>
    public double Mu { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames { get; } = ["momentum_buffer"];

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, (rate, decay, _) => new Rule(rate, decay, Mu));

    private readonly struct Rule(double rate, double decay, double mu) : IUpdateRule
    {
        public int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, T>(ref V w, V g, ref V v, ref V none1, ref V none2)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            g = V.Fma(V.All(Literal.Of<T>(decay)), w, g);
            v = V.Fma(V.All(Literal.Of<T>(mu)), v, g);
            w = V.Fma(V.All(Literal.Of<T>(-rate)), v, w);
        }
    }
}
