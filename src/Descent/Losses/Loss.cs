namespace Descent;

/// <summary>How a loss combines its terms into one number.</summary>
public enum Reduction
{
    /// <summary>Their mean; each loss says over what it divides.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>
/// What training makes small: a number that says how far predictions are from targets. Shapes must match exactly: nothing is
/// broadcast, since [32, 1] against [32] would silently compare each prediction with every target.
/// </summary>
/// <param name="reduction">How the terms are combined.</param>
public abstract class Loss(Reduction reduction = Reduction.Mean)
{
    /// <summary>How the terms are combined.</summary>
    public Reduction Reduction { get; } = reduction;

    /// <summary>Whether it takes probabilities from the network: a single output then means class 1 from above ½, not from above 0.</summary>
    public virtual bool TakesProbabilities => false;

    /// <summary>The loss as a scalar tensor to call <see cref="Tensor.Backward"/> on. Gradients flow to the predictions only.</summary>
    /// <param name="predictions">What the network computed, batch first.</param>
    /// <param name="targets">What it should have computed.</param>
    /// <exception cref="ShapeException">Shapes or element types do not fit, or the batch is empty.</exception>
    /// <exception cref="ArgumentException">A target has a value that the loss is not defined for.</exception>
    public abstract Tensor Compute(Tensor predictions, Tensor targets);

    /// <summary>
    /// Finds out, before training starts, whether the network's last layer fits: a loss from logits applies its own softmax or
    /// sigmoid, and a second one in the network would flatten its gradients without any error.
    /// </summary>
    /// <param name="model">The network; its last layer is looked for through nested <see cref="Sequential"/>s.</param>
    /// <exception cref="ArgumentException">The last layer does not fit; the message says which it is, why, and what to do.</exception>
    public virtual void CheckModel(Module model)
    {
    }

    /// <summary>What the sum of terms is multiplied by, if a mean is over <paramref name="count"/>.</summary>
    private protected double ScaleOver(double count) => Reduction == Reduction.Mean ? 1 / count : 1;
}
