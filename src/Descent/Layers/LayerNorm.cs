namespace Descent;

/// <summary>
/// Layer normalization (Ba, Kiros and Hinton, 2016): each sample, and each index of the axes before the last ones, is normalized by the mean and the biased
/// variance of its own numbers. It does the same in training and evaluation.
/// </summary>
public sealed class LayerNorm : Module
{
    /// <summary>Makes the layer over the last axes.</summary>
    /// <param name="normalizedShape">The sizes of the last axes: <c>[64]</c>, or <c>[8, 8, 64]</c>.</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="affine">Whether it has a weight.</param>
    /// <param name="bias">Whether it has a bias, too.</param>
    /// <exception cref="ArgumentException">There is no axis, or an empty one, or ε is negative.</exception>
    public LayerNorm(in Shape normalizedShape, double epsilon = 1e-5, bool affine = true, bool bias = true)
    {
        if (normalizedShape.Rank == 0 || normalizedShape.Size == 0) throw new ArgumentException($"LayerNorm: {normalizedShape} was asked for; give the sizes of the last axes, each at least 1.", nameof(normalizedShape));
        if (!(epsilon >= 0) || double.IsInfinity(epsilon)) throw new ArgumentOutOfRangeException(nameof(epsilon), $"LayerNorm: epsilon is {epsilon}; it must be 0 or more.");
        (NormalizedShape, Epsilon) = (normalizedShape, epsilon);
        Weight = affine ? new Parameter(normalizedShape, new Constant(1)) : null;
        Bias = affine && bias ? new Parameter(normalizedShape, new Constant(0)) : null;
    }

    /// <summary>Makes the layer over the last axis.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="affine">Whether it has a weight.</param>
    /// <param name="bias">Whether it has a bias, too.</param>
    /// <exception cref="ArgumentException">The size is below 1, or ε is negative.</exception>
    public LayerNorm(int features, double epsilon = 1e-5, bool affine = true, bool bias = true)
        : this([Math.Max(features, 0)], epsilon, affine, bias)
    {
    }

    /// <summary>γ, of the normalized shape, at first 1; null if the layer is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, of the normalized shape, at first 0; null if the layer has none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The sizes of the last axes.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>ε, added to the variance.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({NormalizedShape}{(Weight is null ? ", not affine" : Bias is null ? ", no bias" : "")}{(Epsilon == 1e-5 ? "" : $", epsilon {Epsilon}")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => x.LayerNorm(NormalizedShape, Weight, Bias, Epsilon);
}
