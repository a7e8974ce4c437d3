namespace Descent;

/// <summary>
/// Puts a rectangle of another image into each image; the targets are shared by area (Yun et al., "CutMix: regularization strategy to train strong
/// classifiers with localizable features", 2019). The rectangle's area is 1 − λ of the image's, λ from Beta(α, α), around a random point; what lies beyond
/// the edges is cut off.
/// </summary>
/// <param name="alpha">α, above 0 and at most 100; the paper uses 1.</param>
/// <param name="probability">How often a batch is mixed, 0 … 1; the paper uses 0.5 for CIFAR-10 and 1 for ImageNet.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
public sealed class CutMix(double alpha = 1, double probability = 1) : BatchMix(alpha, probability)
{
    /// <inheritdoc/>
    public override string ToString() => $"CutMix({Alpha})";

    /// <exception cref="ArgumentException">The inputs are no images.</exception>
    private protected override double Mix(Tensor inputs, double share, in Philox random, long sample)
    {
        ShapeException.Require(inputs.Shape.Rank == 4, $"CutMix: inputs {inputs.Shape} are no images [n, height, width, channels]; use Mixup, which takes any inputs.");
        var (count, height, width, channels) = (inputs.Shape[0], inputs.Shape[1], inputs.Shape[2], inputs.Shape[3]);
        var side = Math.Sqrt(1 - share);
        var (left, right) = Ends(random.Below(width, sample, 1), width * side, width);
        var (top, bottom) = Ends(random.Below(height, sample, 2), height * side, height);
        var all = inputs.Span<float>();
        var kept = new float[(right - left) * channels];
        for (var i = 0; i < count / 2; i++)
            for (var y = top; y < bottom; y++)
            {
                var a = all.Slice(((i * height + y) * width + left) * channels, kept.Length);
                var b = all.Slice((((count - 1 - i) * height + y) * width + left) * channels, kept.Length);
                a.CopyTo(kept);
                b.CopyTo(a);
                kept.CopyTo(b);
            }

        return 1 - (double)(right - left) * (bottom - top) / ((double)height * width);
    }

    private static (int Begin, int End) Ends(int middle, double length, int size)
    {
        var half = (int)(length / 2);
        return (Math.Max(middle - half, 0), Math.Min(middle + half, size));
    }
}
