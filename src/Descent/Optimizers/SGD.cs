using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Stochastic gradient descent (Robbins and Monro, 1951): w ← w − α·g, with g the gradient plus weightDecay·w.
/// </summary>
/// <param name="learningRate">The step size α.</param>
/// <param name="weightDecay">Added to the gradient as weightDecay·w: twice the λ of λ‖w‖².</param>
public sealed class SGD(double learningRate = 0.01, double weightDecay = 0) : Optimizer(learningRate, weightDecay)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => [];

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, (rate, decay, _) => new Rule(rate, decay));

    private readonly struct Rule(double rate, double decay) : IUpdateRule
    {
        public int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V, T>(ref V w, V g, ref V none0, ref V none1, ref V none2)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            g = V.Fma(V.All(Literal.Of<T>(decay)), w, g);
            w = V.Fma(V.All(Literal.Of<T>(-rate)), g, w);
        }
    }
}
