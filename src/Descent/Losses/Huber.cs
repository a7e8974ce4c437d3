using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Squared near the target, absolute far from it (Huber, "Robust estimation of a location parameter", 1964): with d = p − t,
/// L = d²/2 where |d| ≤ δ, and δ·(|d| − δ/2) beyond. <see cref="Reduction.Mean"/> divides by the number of elements, as PyTorch does.
/// </summary>
public sealed class Huber : Loss
{
    private readonly double _delta;

    /// <summary>Huber's loss.</summary>
    /// <param name="delta">Where squared turns absolute; in the unit of the targets.</param>
    /// <param name="reduction">How the terms are combined.</param>
    /// <exception cref="ArgumentException"><paramref name="delta"/> is not a positive number.</exception>
    public Huber(double delta = 1, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        if (!(delta > 0 && double.IsFinite(delta)))
            throw new ArgumentException($"Huber: delta is {delta}; it must be a positive number: the size of error, in the targets' unit, above which errors count linearly.");
        _delta = delta;
    }

    /// <inheritdoc/>
    /// <param name="predictions">Any shape, Float32 or Float64.</param>
    /// <param name="targets">The same shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        LossRules.RequireSame(nameof(Huber), predictions, targets);
        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count), new Fn(_delta)).Call();
    }

    // dL/dp = d held between −δ and δ
    private readonly struct Fn(double delta) : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var size = V.Abs(p - t);
            var limit = V.All(Literal.Of<T>(delta));
            var half = V.All(Literal.Of<T>(0.5));
            return V.Select(V.Less(limit, size), limit * (size - half * limit), half * size * size);
        }

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var limit = V.All(Literal.Of<T>(delta));
            return V.Min(V.Max(p - t, -limit), limit);
        }
    }
}
