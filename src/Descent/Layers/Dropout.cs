namespace Descent;

/// <summary>
/// Drops elements while training, and passes everything on unchanged otherwise (Srivastava et al., 2014). The share must be named:
/// <c>new Dropout(keep: 0.8)</c> or <c>new Dropout(drop: 0.2)</c>, because libraries and papers disagree on which of the two a bare
/// number means. <c>new Dropout(0.8)</c> does not compile: it binds to an overload that is marked as an error, which a named argument
/// never reaches.
/// </summary>
public sealed class Dropout : Module
{
    private const string NameIt = "Dropout: name the share, new Dropout(keep: 0.8) or new Dropout(drop: 0.2); a bare number could mean either.";

    /// <summary>Makes the layer; give one of the two.</summary>
    /// <param name="keep">The probability of keeping an element, over 0 and at most 1.</param>
    /// <param name="drop">The probability of dropping an element, from 0 to under 1.</param>
    /// <exception cref="ArgumentException">Both or neither are given, or the number is out of range.</exception>
    public Dropout(double? keep = null, double? drop = null) => Keep = DropoutShare.Keep("Dropout", "elements", keep, drop);

    /// <summary>Never usable: says at compile time that the share must be named.</summary>
    /// <param name="share">A number that could mean either.</param>
    /// <exception cref="ArgumentException">Always.</exception>
    [Obsolete(NameIt, error: true)]
    public Dropout(double? share) => throw new ArgumentException(NameIt, nameof(share));

    /// <summary>The probability of keeping an element.</summary>
    public double Keep { get; }

    /// <inheritdoc/>
    public override string ToString() => $"Dropout(keep {Keep})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Training && Keep < 1 ? x.Dropout(Keep) : x;
}
