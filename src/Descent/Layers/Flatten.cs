namespace Descent;

/// <summary>
/// All axes after the batch as one: (N, …) → (N, features). Images and volumes, (N, H, W, C) and (N, D, H, W, C), come out channel-first,
/// (N, C·H·W), the order in which PyTorch flattens them; so weights of the dense layer behind it need no rearranging, in or out.
/// </summary>
public sealed class Flatten : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Shape.Rank switch
    {
        4 when x.Shape[3] > 1 && x.Shape[1] * x.Shape[2] > 1 => x.Permute(0, 3, 1, 2).Flatten(),
        5 when x.Shape[4] > 1 && x.Shape.Product(1, 4) > 1 => x.Permute(0, 4, 1, 2, 3).Flatten(),
        _ => x.Flatten(),
    };
}
