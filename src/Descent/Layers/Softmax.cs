namespace Descent;

/// <summary>
/// Probabilities that add up to 1 along an axis. A classifier trained with cross-entropy ends in its logits, without this layer: the
/// loss applies it itself.
/// </summary>
/// <param name="axis">The axis whose elements add up to 1; −1 is the last.</param>
public sealed class Softmax(int axis = -1) : ActivationLayer
{
    /// <summary>The axis whose elements add up to 1.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.Softmax(Axis);
}
