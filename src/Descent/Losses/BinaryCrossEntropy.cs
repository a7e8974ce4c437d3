using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// L(z, y) = −[y·log(z) + (1 − y)·log(1 − z)], where z is the sigmoid of the logit that the network puts out (CS 230, "Deep Learning
/// Tips and Tricks"). It is computed from the logit x as w·y·log(1 + e⁻ˣ) + (1 − y)·log(1 + eˣ), which no logit can overflow; w is the
/// weight of positive examples. A term whose factor is 0 counts 0 even at an infinite logit.
/// <see cref="Reduction.Mean"/> divides by the number of elements, as PyTorch does.
/// </summary>
public sealed class BinaryCrossEntropy : Loss
{
    private readonly double _positiveWeight;

    /// <summary>Binary cross-entropy from logits.</summary>
    /// <param name="positiveWeight">How much y = 1 counts against y = 0: negatives/positives balances a lopsided data set.</param>
    /// <param name="reduction">How the terms are combined.</param>
    /// <exception cref="ArgumentException">The weight is negative or not finite.</exception>
    public BinaryCrossEntropy(double positiveWeight = 1, Reduction reduction = Reduction.Mean)
        : base(reduction)
    {
        if (!(positiveWeight >= 0 && double.IsFinite(positiveWeight)))
            throw new ArgumentException($"BinaryCrossEntropy: positiveWeight is {positiveWeight}; it must be finite and 0 or more.");
        _positiveWeight = positiveWeight;
    }

    /// <inheritdoc/>
    /// <param name="predictions">Logits, any shape, Float32 or Float64.</param>
    /// <param name="targets">
    /// Int32 0 or 1, in the predictions' shape or without its last axis of 1; or numbers 0 … 1 in the predictions' shape and type.
    /// </param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        targets = LossRules.BinaryOperands(nameof(BinaryCrossEntropy), predictions, targets);
        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count), new Fn(_positiveWeight)).Call();
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.RequireLogits(model, nameof(BinaryCrossEntropy), "applies its own sigmoid", $", or use {nameof(BinaryCrossEntropyFromProbabilities)}");

    // dL/dx = (1 − y)·z − w·y·(1 − z), with z = 1/(1 + e⁻ˣ); for w = 1 this is z − y
    private readonly struct Fn(double weight) : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var one = V.All(T.One);
            var tail = LaneMath.Log1p<V, T>(LaneMath.Exp<V, T>(-V.Abs(p)));
            var positive = V.All(Literal.Of<T>(weight)) * t * (V.Max(-p, default) + tail);
            var negative = (one - t) * (V.Max(p, default) + tail);
            return V.Select(V.Equal(t, default), default, positive) + V.Select(V.Equal(t, one), default, negative);
        }

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // The smaller of z and 1 − z is e/(1 + e), the larger 1/(1 + e): neither cancels.
            var one = V.All(T.One);
            var e = LaneMath.Exp<V, T>(-V.Abs(p));
            var large = one / (one + e);
            var small = e * large;
            var isNegative = V.Less(p, default);
            var z = V.Select(isNegative, small, large);
            var rest = V.Select(isNegative, large, small);
            return (one - t) * z - V.All(Literal.Of<T>(weight)) * t * rest;
        }
    }
}
