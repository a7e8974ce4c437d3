namespace Descent;

/// <summary>Batch normalization of [N, C] or [N, L, C]: each of the C channels over all the rest. See <see cref="BatchNorm"/>.</summary>
public sealed class BatchNorm1d : BatchNorm
{
    /// <summary>Makes the layer.</summary>
    /// <param name="channels">The size of the last axis.</param>
    /// <param name="momentum">The weight of the new batch in the running statistics, as in PyTorch; null averages all batches.</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="affine">Whether it has a weight and a bias.</param>
    /// <param name="storesBiasedVariance">Whether the running variance follows the biased one, as in Keras.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public BatchNorm1d(int channels, double? momentum = 0.1, double epsilon = 1e-5, bool affine = true, bool storesBiasedVariance = false)
        : base(channels, momentum, epsilon, affine, storesBiasedVariance)
    {
    }

    /// <summary>The layer by Keras's conventions: its momentum weighs the old statistics, ε is 1e-3, and the stored variance is the biased one.</summary>
    /// <param name="channels">The size of the last axis.</param>
    /// <param name="momentum">The weight of the old running statistics.</param>
    /// <param name="epsilon">ε.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static BatchNorm1d Keras(int channels, double momentum = 0.99, double epsilon = 1e-3) => new(channels, 1 - momentum, epsilon, storesBiasedVariance: true);

    private protected override void CheckInput(in Shape input) => ShapeException.Require(input.Rank is 2 or 3,
        $"BatchNorm1d: input {input} has {input.Rank} axes; it takes [N, C] or [N, L, C]. {(input.Rank == 4 ? "BatchNorm2d takes images, [N, H, W, C]." : "Reshape the input.")}");
}
