namespace Descent;

/// <summary>
/// Root mean square normalization over the last axis (Zhang and Sennrich, 2019): layer normalization that neither subtracts the mean nor adds a bias. It does the
/// same in training and evaluation.
/// </summary>
public sealed class RMSNorm : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="epsilon">ε, added to the mean square; null is the element type's 2⁻²³ or 2⁻⁵², as in PyTorch.</param>
    /// <param name="affine">Whether it has a weight.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1, or ε is negative.</exception>
    public RMSNorm(int features, double? epsilon = null, bool affine = true)
    {
        if (features < 1) throw new ArgumentOutOfRangeException(nameof(features), $"RMSNorm: {features} features were asked for; there must be at least 1.");
        if (epsilon is { } e && (!(e >= 0) || double.IsInfinity(e))) throw new ArgumentOutOfRangeException(nameof(epsilon), $"RMSNorm: epsilon is {e}; it must be 0 or more.");
        (Features, Epsilon) = (features, epsilon);
        Weight = affine ? new Parameter([features], new Constant(1)) : null;
    }

    /// <summary>g, [features], at first 1; null if the layer is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>The size of the last axis.</summary>
    public int Features { get; }

    /// <summary>ε, added to the mean square; null for the element type's own.</summary>
    public double? Epsilon { get; }

    /// <inheritdoc/>
    public override string ToString() => $"RMSNorm({Features}{(Weight is null ? ", not affine" : "")}{(Epsilon is null ? "" : $", epsilon {Epsilon}")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        ShapeException.Require(x.Shape.Rank >= 1 && x.Shape[^1] == Features, $"RMSNorm: input {x.Shape} does not end in an axis of {Features} features, as the layer expects.");
        return x.RmsNorm(Weight, Epsilon);
    }
}
