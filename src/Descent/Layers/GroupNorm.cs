namespace Descent;

/// <summary>
/// Group normalization of channels-last input, [N, C] or [N, …, C] (Wu and He, 2018): each sample's channels are normalized by groups of neighbours, each by its
/// mean and biased variance. It does not depend on the batch, and does the same in training and evaluation.
/// </summary>
public sealed class GroupNorm : Module, IFusesActivation
{
    /// <summary>Makes the layer.</summary>
    /// <param name="groups">How many groups the channels are divided into: 1 for all together, as many as channels for each alone.</param>
    /// <param name="channels">The size of the last axis, a multiple of <paramref name="groups"/>.</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="affine">Whether it has a weight and a bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">The groups do not divide the channels, or ε is negative.</exception>
    public GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true)
    {
        if (channels < 1 || groups < 1 || channels % groups != 0)
            throw new ArgumentOutOfRangeException(nameof(groups), $"GroupNorm: {groups} groups of {channels} channels were asked for; both must be at least 1, and the groups must divide the channels.");
        if (!(epsilon >= 0) || double.IsInfinity(epsilon)) throw new ArgumentOutOfRangeException(nameof(epsilon), $"GroupNorm: epsilon is {epsilon}; it must be 0 or more.");
        (Groups, Channels, Epsilon) = (groups, channels, epsilon);
        Weight = affine ? new Parameter([channels], new Constant(1)) : null;
        Bias = affine ? new Parameter([channels], new Constant(0)) : null;
    }

    /// <summary>γ, [channels], at first 1; null if the layer is not affine.</summary>
    public Parameter? Weight { get; }

    /// <summary>β, [channels], at first 0; null if the layer is not affine.</summary>
    public Parameter? Bias { get; }

    /// <summary>How many groups the channels are divided into.</summary>
    public int Groups { get; }

    /// <summary>The size of the last axis.</summary>
    public int Channels { get; }

    /// <summary>ε, added to the variance.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string ToString() => $"GroupNorm({Groups}, {Channels}{(Weight is null ? ", not affine" : "")}{(Epsilon == 1e-5 ? "" : $", epsilon {Epsilon}")})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Normalize(x, Activation.None);

    Tensor IFusesActivation.Compute(Tensor x, Activation activation) => Normalize(x, activation);

    private Tensor Normalize(Tensor x, Activation activation)
    {
        ShapeException.Require(x.Shape.Rank >= 2 && x.Shape[^1] == Channels, $"GroupNorm: input {x.Shape} does not fit; it must be [N, …, {Channels}], a batch first and the layer's {Channels} channels last.");
        return x.GroupNorm(Groups, Weight, Bias, Epsilon, activation);
    }
}
