namespace Descent;

/// <summary>The logarithms of softmax's probabilities along an axis.</summary>
/// <param name="axis">The axis whose exponentials add up to 1; −1 is the last.</param>
public sealed class LogSoftmax(int axis = -1) : ActivationLayer
{
    /// <summary>The axis whose exponentials add up to 1.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.LogSoftmax(Axis);
}
