namespace Descent;

/// <summary>
/// LASSO (Tibshirani, 1996): λ·‖w‖₁, which makes weights that do little exactly 0. With Lion, whose steps do not depend on the gradient's
/// size, zeros come but the optimum is another.
/// </summary>
public sealed class Lasso : Regularizer
{
    /// <summary>Makes the penalty.</summary>
    /// <param name="lambda">λ, 0 or more.</param>
    /// <param name="method">How it enters an update.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite.</exception>
    public Lasso(double lambda, AbsoluteMethod method = AbsoluteMethod.Proximal) => (Lambda, Method) = (CheckStrength(lambda), method);

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <summary>How it enters an update.</summary>
    public AbsoluteMethod Method { get; }

    internal override WeightPenalty Penalty => Method == AbsoluteMethod.Proximal ? new(Lambda, 0, 0) : new(0, Lambda, 0);
}
