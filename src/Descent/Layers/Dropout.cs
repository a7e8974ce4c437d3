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
    public Dropout(double? keep = null, double? drop = null)
    {
        if (keep is { } k && drop is { } d)
            throw new ArgumentException($"Dropout: both keep ({k}) and drop ({d}) are given; give one, the other is what is left to 1.");
        if (keep is null && drop is null)
            throw new ArgumentException("Dropout: neither keep nor drop is given; write new Dropout(keep: 0.8) or new Dropout(drop: 0.2).");
        if (keep is { } kept && !(kept > 0 && kept <= 1))
            throw new ArgumentException($"Dropout: keep is {kept}; give the share of elements to keep, over 0 and at most 1.");
        if (drop is { } dropped && !(dropped >= 0 && dropped < 1))
            throw new ArgumentException($"Dropout: drop is {dropped}; give the share of elements to drop, from 0 to under 1.");
        Keep = keep ?? 1 - drop!.Value;
    }

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
