namespace Descent;

/// <summary>
/// Ridge regularization (Hoerl and Kennard, 1970): λ·‖w‖², without a ½, whose gradient 2λ·w is added to the loss's. PyTorch's weight decay of
/// 2λ is the same, but for biases and parameters of normalizations, which are left out here.
/// </summary>
public sealed class Ridge : Regularizer
{
    /// <summary>Makes the penalty.</summary>
    /// <param name="lambda">λ, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public Ridge(double lambda) => Lambda = CheckStrength(lambda);

    /// <summary>λ.</summary>
    public double Lambda { get; }

    internal override WeightPenalty Penalty => new(0, 0, 2 * Lambda);
}
