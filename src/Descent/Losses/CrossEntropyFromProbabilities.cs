using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// L(p, y) = −log p_y for a network that ends in a softmax and so puts out the probabilities p themselves, and −Σ t_c·log p_c for a
/// distribution t. Prefer <see cref="CrossEntropy"/>, which takes logits and is exact however sure the network is. Rows are not checked
/// to sum to 1. Logarithms are held at −100 or above, and the gradient's divisor p at 10⁻¹² or above, as PyTorch's binary cross-entropy
/// does. <see cref="Reduction.Mean"/> divides by the number of rows.
/// </summary>
/// <param name="reduction">How the rows' losses are combined.</param>
public sealed class CrossEntropyFromProbabilities(Reduction reduction = Reduction.Mean) : Loss(reduction)
{
    /// <inheritdoc/>
    public override bool TakesProbabilities => true;

    /// <inheritdoc/>
    /// <param name="predictions">Probabilities [N, C] or [N, d…, C]: the class axis is last.</param>
    /// <param name="targets">Class indices, Int32 [N] or [N, d…]; or distributions over the classes in the predictions' shape and type.</param>
    public override Tensor Compute(Tensor predictions, Tensor targets)
    {
        ClassTargets.Require(nameof(CrossEntropyFromProbabilities), predictions, targets);
        LossRules.RequireProbabilities(nameof(CrossEntropyFromProbabilities), predictions, nameof(CrossEntropy));
        var classes = predictions.Shape[^1];
        if (targets.Type == DType.Int32)
        {
            ClassTargets.CheckIndices(nameof(CrossEntropyFromProbabilities), predictions, targets);
            targets = OneHot(predictions, targets);
        }

        return new PairLossOp<Fn>(predictions, targets, ScaleOver(predictions.Count / classes)).Call();
    }

    /// <inheritdoc/>
    public override void CheckModel(Module model) => LastLayer.Refuse<LogSoftmax, LogSoftmax>(model, nameof(CrossEntropyFromProbabilities), "the probabilities themselves",
        "Put a Softmax there instead, or better, remove the layer and use CrossEntropy.");

    private static Tensor OneHot(Tensor predictions, Tensor targets)
    {
        var classes = predictions.Shape[^1];
        var result = Tensor.Allocate(predictions.Shape, predictions.Type);
        if (result.Type == DType.Float64) Fill(result.Span<double>(), 1);
        else Fill(result.Span<float>(), 1);
        return result;

        void Fill<T>(Span<T> shares, T one)
        {
            shares.Clear();
            var labels = targets.Span<int>();
            for (var i = 0; i < labels.Length; i++) shares[i * classes + labels[i]] = one;
        }
    }

    // dL/dp = −t/p
    private readonly struct Fn : IPairLossFn
    {
        public V Value<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(t, default), default, -t * V.Max(LaneMath.Log<V, T>(p), V.All(Literal.Of<T>(-100))));

        public V Slope<V, T>(V p, V t)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => -t / V.Max(p, V.All(Literal.Of<T>(1e-12)));
    }
}
