using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Stochastic gradient descent (Robbins and Monro, 1951): w ← w − α·g, with g the gradient plus weightDecay·w. All conventions agree but
/// in the decay, which Keras takes off the weight instead: (1 − α·weightDecay)·w.
/// </summary>
/// <param name="learningRate">The step size α.</param>
/// <param name="weightDecay">Added to the gradient as weightDecay·w: twice the λ of λ‖w‖².</param>
/// <param name="convention">Whose form.</param>
public sealed class SGD(double learningRate = 0.01, double weightDecay = 0, Convention convention = Convention.PyTorch) : Optimizer(learningRate, weightDecay, convention)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => [];

    private protected override FusedUpdate Fuse() => new FusedUpdate<Rule>(this, s => new Rule(s.Rate, s.Pull));

    private readonly struct Rule(double rate, WeightPull pull) : IUpdateRule
    {
        private readonly Factor _minusRate = -rate;
        private readonly Factor _rate = rate;

        public static int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, T>(ref V w, V g, ref V none0, ref V none1, ref V none2)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            pull.Apply<V, T>(ref w, ref g);
            w = V.Fma(_minusRate.All<V, T>(), g, w);
            return _rate.All<V, T>();
        }
    }
}
