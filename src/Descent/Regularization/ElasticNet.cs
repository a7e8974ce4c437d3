namespace Descent;

/// <summary>
/// Elastic Net (Zou and Hastie, 2005) as CS 230's sheet has it: λ·((1−α)·‖w‖₁ + α·‖w‖²), where α weighs the squared part. scikit-learn's is
/// A·r·‖w‖₁ + ½·A·(1−r)·‖w‖², with A its <c>alpha</c> and r its <c>l1_ratio</c>: A = λ·(1+α), r = (1−α)/(1+α). (Its loss is half the mean squared
/// error; beside a <see cref="MeanSquaredError"/>, which has no ½, λ is to be doubled.)
/// </summary>
public sealed class ElasticNet : Regularizer
{
    /// <summary>Makes the penalty.</summary>
    /// <param name="lambda">λ, 0 or more.</param>
    /// <param name="alpha">The share of the squared part, from 0 (LASSO) to 1 (Ridge).</param>
    /// <param name="method">How the part on sizes enters an update.</param>
    /// <exception cref="ArgumentOutOfRangeException">λ is negative or not finite, or α not from 0 to 1.</exception>
    public ElasticNet(double lambda, double alpha, AbsoluteMethod method = AbsoluteMethod.Proximal)
    {
        if (!(alpha is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(alpha), $"ElasticNet: alpha is {alpha}; it must be from 0 to 1.");
        (Lambda, Alpha, Method) = (CheckStrength(lambda), alpha, method);
    }

    /// <summary>λ.</summary>
    public double Lambda { get; }

    /// <summary>The share of the squared part, α.</summary>
    public double Alpha { get; }

    /// <summary>How the part on sizes enters an update.</summary>
    public AbsoluteMethod Method { get; }

    /// <summary>The same penalty in scikit-learn's terms.</summary>
    public (double Alpha, double L1Ratio) ScikitLearn => (Lambda * (1 + Alpha), (1 - Alpha) / (1 + Alpha));

    /// <summary>The penalty that scikit-learn's settings mean: λ = A·(1+r)/2, α = (1−r)/(1+r).</summary>
    /// <param name="alpha">A, 0 or more.</param>
    /// <param name="l1Ratio">r, from 0 to 1.</param>
    /// <param name="method">How the part on sizes enters an update.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static ElasticNet FromScikitLearn(double alpha, double l1Ratio, AbsoluteMethod method = AbsoluteMethod.Proximal)
    {
        if (!(l1Ratio is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(l1Ratio), $"ElasticNet: l1Ratio is {l1Ratio}; it must be from 0 to 1.");
        return new ElasticNet(alpha * (1 + l1Ratio) / 2, (1 - l1Ratio) / (1 + l1Ratio), method);
    }

    internal override WeightPenalty Penalty
    {
        get
        {
            var absolute = Lambda * (1 - Alpha);
            return Method == AbsoluteMethod.Proximal ? new(absolute, 0, 2 * Lambda * Alpha) : new(0, absolute, 2 * Lambda * Alpha);
        }
    }
}
