namespace Descent;

/// <summary>
/// The largest number of each channel over the whole image or line: [N, H, W, C] or [N, L, C] → [N, C]. Equal ones share the gradient evenly, as in
/// <c>Max</c>.
/// </summary>
public sealed class GlobalMaxPool : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        ShapeException.Require(x.Shape.Rank is 3 or 4, $"GlobalMaxPool: input {x.Shape} has {x.Shape.Rank} axes; it takes images [N, H, W, C] or lines [N, L, C]: channels are last.");
        return x.Shape.Rank == 3 ? x.Max(1) : x.Max(1, 2);
    }
}
