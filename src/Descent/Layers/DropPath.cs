namespace Descent;

/// <summary>
/// Stochastic depth (Huang et al., 2016): as the last layer of a residual block's branch it leaves the block out for some samples while training, and passes everything
/// on unchanged otherwise.
/// The share must be named, <c>new DropPath(keep: 0.9)</c> or <c>new DropPath(drop: 0.1)</c>, for the reason <see cref="Dropout"/> gives.
/// </summary>
public sealed class DropPath : Module
{
    private const string NameIt = "DropPath: name the share, new DropPath(keep: 0.9) or new DropPath(drop: 0.1); a bare number could mean either.";

    /// <summary>Makes the layer; give one of the two.</summary>
    /// <param name="keep">The probability of keeping a sample, over 0 and at most 1.</param>
    /// <param name="drop">The probability of dropping a sample, from 0 to under 1.</param>
    /// <exception cref="ArgumentException">Both or neither are given, or the number is out of range.</exception>
    public DropPath(double? keep = null, double? drop = null) => Keep = DropoutShare.Keep("DropPath", "samples", keep, drop);

    /// <summary>Never usable: says at compile time that the share must be named.</summary>
    /// <param name="share">A number that could mean either.</param>
    /// <exception cref="ArgumentException">Always.</exception>
    [Obsolete(NameIt, error: true)]
    public DropPath(double? share) => throw new ArgumentException(NameIt, nameof(share));

    /// <summary>The probability of keeping a sample.</summary>
    public double Keep { get; }

    /// <inheritdoc/>
    public override string ToString() => $"DropPath(keep {Keep})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Training && Keep < 1 ? x.DropPath(Keep) : x;
}
