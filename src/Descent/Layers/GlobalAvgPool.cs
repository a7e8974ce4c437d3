namespace Descent;

/// <summary>
/// The average of each channel over the whole image or line (Lin, Chen and Yan, "Network in network", 2014): [N, H, W, C] or [N, L, C] → [N, C], ready
/// for a dense layer.
/// </summary>
public sealed class GlobalAvgPool : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        ShapeException.Require(x.Shape.Rank is 3 or 4, $"GlobalAvgPool: input {x.Shape} has {x.Shape.Rank} axes; it takes images [N, H, W, C] or lines [N, L, C]: channels are last.");
        return x.Shape.Rank == 3 ? x.Mean(1) : x.Mean(1, 2);
    }
}
