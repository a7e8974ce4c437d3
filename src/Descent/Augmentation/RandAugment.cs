namespace Descent;

/// <summary>
/// Applies some transforms out of fourteen at one strength (Cubuk et al., "RandAugment: practical automated data augmentation with a reduced search
/// space", 2020), with torchvision's list and strengths.
/// </summary>
public sealed class RandAugment : ImageTransform
{
    private readonly ImageTransform?[] _choices;
    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="count">How many transforms an image gets, 1 … 10.</param>
    /// <param name="magnitude">The strength, 0 … 30.</param>
    /// <param name="fill">What is seen beyond the edges; null for black.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public RandAugment(int count = 2, int magnitude = 9, Fill? fill = null, double probability = 1)
        : base(probability)
    {
        Count = (int)Require(count, "number of transforms", 1, 10);
        Magnitude = (int)Require(magnitude, "magnitude", 0, AutomaticChoices.Magnitudes - 1);
        _fill = fill ?? Fill.Black;
        _choices = AutomaticChoices.At(Magnitude, _fill, AutomaticChoices.RandAugment);
    }

    /// <summary>How many transforms an image gets.</summary>
    public int Count { get; }

    /// <summary>The strength, 0 … 30.</summary>
    public int Magnitude { get; }

    /// <inheritdoc/>
    public override string Name => "rand_augment";

    /// <inheritdoc/>
    public override string ToString() => $"RandAugment(count {Count}, magnitude {Magnitude})";

    internal override Fill? FillWanted => _fill;

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    internal override void AddTo(ImagePlan plan, in ImageRandom random)
    {
        if (!IsChosen(random)) return;
        for (var i = 0; i < Count; i++) _choices[random.Below(_choices.Length, i + 1)]?.AddTo(plan, random.Inner(i));
    }
}
