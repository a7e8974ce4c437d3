using System.Numerics.Tensors;

namespace Descent;

/// <summary>Adds two samples in shares λ and 1 − λ, λ from Beta(α, α), and their targets likewise (Zhang et al., "mixup: beyond empirical risk minimization", 2018).</summary>
/// <param name="alpha">α, above 0 and at most 100; the paper uses 0.2 for ImageNet and 1 for CIFAR-10.</param>
/// <param name="probability">How often a batch is mixed, 0 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
public sealed class Mixup(double alpha = 0.2, double probability = 1) : BatchMix(alpha, probability)
{
    /// <inheritdoc/>
    public override string ToString() => $"Mixup({Alpha})";

    private protected override double Mix(Tensor inputs, double share, in Philox random, long sample)
    {
        var (count, size) = (inputs.Shape[0], inputs.Count / Math.Max(inputs.Shape[0], 1));
        var all = inputs.Span<float>();
        var kept = new float[size];
        for (var i = 0; i < count / 2; i++)
        {
            Span<float> a = all.Slice(i * size, size), b = all.Slice((count - 1 - i) * size, size);
            a.CopyTo(kept);
            Blend(a, b, (float)share, a);
            Blend(b, kept, (float)share, b);
        }

        return share; // the middle sample of an odd number is mixed with itself
    }

    private static void Blend(ReadOnlySpan<float> own, ReadOnlySpan<float> other, float share, Span<float> result)
    {
        TensorPrimitives.Multiply(own, share, result);
        TensorPrimitives.MultiplyAdd(other, 1 - share, result, result);
    }
}
