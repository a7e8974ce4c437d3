using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// L(z, y) = −[y·log(z) + (1 − y)·log(1 − z)] for a network that ends in a sigmoid and so puts out z itself. Prefer
/// <see cref="BinaryCrossEntropy"/>, which takes the logit: a sigmoid that has rounded to 1 has forgotten how sure it was.
/// Logarithms are held at −100 or above, and the gradient's divisor z(1 − z) at 10⁻¹² or above, as PyTorch does.
/// <see cref="Reduction.Mean"/> divides by the number of elements.
/// </summary>
/// <param name="reduction">How the terms are combined.</param>
public sealed class BinaryCrossEntropyFromProbabilities(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    public override bool TakesProbabilities => true;

    /// <inheritdoc/>
    /// <param name="predictions">Probabilities 0 … 1, any shape, Float32 or Float64.</param>
    /// <param name="targets">
    /// Int32 0 or 1, in the predictions' shape or without its last axis of 1; or numbers 0 … 1 in the predictions' shape and type.
    /// </param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        targets = LossRules.BinaryOperands(nameof(BinaryCrossEntropyFromProbabilities), predictions, targets);
        LossRules.RequireProbabilities(nameof(BinaryCrossEntropyFromProbabilities), predictions, nameof(BinaryCrossEntropy));
        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count)).Call();
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.Refuse<LogSoftmax, LogSoftmax>(model, nameof(BinaryCrossEntropyFromProbabilities), "the probabilities themselves",
        "Put a Sigmoid there instead, or better, remove the layer and use BinaryCrossEntropy.");

    // dL/dz = (z − y)/(z(1 − z))
    private readonly struct Fn : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var least = V.All(Literal.Of<T>(-100));
            var log = V.Max(LaneMath.Log<V, T>(p), least);
            var rest = V.Max(LaneMath.Log1p<V, T>(-p), least);
            return (t - V.All(T.One)) * rest - t * log;
        }

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => (p - t) / V.Max(p * (V.All(T.One) - p), V.All(Literal.Of<T>(1e-12)));
    }
}
