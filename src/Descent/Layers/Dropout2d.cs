namespace Descent;

/// <summary>
/// Spatial dropout (Tompson et al., 2015): drops whole channels of a sample, [N, H, W, C] or any [N, …, C], while training, and passes everything on unchanged otherwise.
/// The share must be named, <c>new Dropout2d(keep: 0.9)</c> or <c>new Dropout2d(drop: 0.1)</c>, for the reason <see cref="Dropout"/> gives.
/// </summary>
public sealed class Dropout2d : Module
{
    private const string NameIt = "Dropout2d: name the share, new Dropout2d(keep: 0.9) or new Dropout2d(drop: 0.1); a bare number could mean either.";

    /// <summary>Makes the layer; give one of the two.</summary>
    /// <param name="keep">The probability of keeping a channel, over 0 and at most 1.</param>
    /// <param name="drop">The probability of dropping a channel, from 0 to under 1.</param>
    /// <exception cref="ArgumentException">Both or neither are given, or the number is out of range.</exception>
    public Dropout2d(double? keep = null, double? drop = null) => Keep = DropoutShare.Keep("Dropout2d", "channels", keep, drop);

    /// <summary>Never usable: says at compile time that the share must be named.</summary>
    /// <param name="share">A number that could mean either.</param>
    /// <exception cref="ArgumentException">Always.</exception>
    [Obsolete(NameIt, error: true)]
    public Dropout2d(double? share) => throw new ArgumentException(NameIt, nameof(share));

    /// <summary>The probability of keeping a channel.</summary>
    public double Keep { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Dropout2d(keep {Keep})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Training && Keep < 1 ? x.SpatialDropout(Keep) : x;
}
