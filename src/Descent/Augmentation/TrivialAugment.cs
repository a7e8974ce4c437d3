namespace Descent;

/// <summary>
/// Applies one transform out of fourteen at a random strength (Müller and Hutter, "TrivialAugment: tuning-free yet state-of-the-art data augmentation",
/// 2021), with torchvision's list and strengths.
/// </summary>
public sealed class TrivialAugment : ImageTransform
{
    private readonly ImageTransform?[][] _choices; // by strength
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not from 0 to 1.</exception>
    public TrivialAugment(Fill? fill = null, double probability = 1)
        : base(probability)
    {
        _fill = fill ?? Fill.Black;
        _choices = [.. Enumerable.Range(0, AutomaticChoices.Magnitudes).Select(m => AutomaticChoices.At(m, _fill, AutomaticChoices.TrivialAugment))];
    }

    /// <inheritdoc/>
    public override string Name => "trivial_augment";

    /// <inheritdoc/>
    public override string ToString() => "TrivialAugment()";

    internal override Fill? FillWanted => _fill;

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    internal override void AddTo(ImagePlan plan, in ImageRandom random)
    {
        if (!IsChosen(random)) return;
        var choices = _choices[random.Below(_choices.Length, 1)];
        choices[random.Below(choices.Length, 2)]?.AddTo(plan, random.Inner(0));
    }
}
