namespace Descent;

/// <summary>The fourteen transforms that RandAugment and TrivialAugment choose from, at one of 31 strengths, as torchvision has them.</summary>
internal static class AutomaticChoices
{
    /// <summary>Strengths 0 … 30.</summary>
    public const int Magnitudes = 31;

    /// <summary>The ends of the strengths. Moves are a share of the side here; torchvision's 32 pixels of TrivialAugment are for images of 224.</summary>
    public static Ends RandAugment { get; } = new(Shear: 0.3, Move: 150.0 / 331, Degrees: 30, Factor: 0.9, LeastBits: 4);

    /// <inheritdoc cref="RandAugment"/>
    public static Ends TrivialAugment { get; } = new(Shear: 0.99, Move: 32.0 / 224, Degrees: 135, Factor: 0.99, LeastBits: 2);

    /// <summary>The transforms at a strength; null leaves the image as it is.</summary>
    public static ImageTransform?[] At(int magnitude, Fill fill, in Ends ends)
    {
        var m = magnitude / (Magnitudes - 1.0);
        var none = default(Amount);
        var factor = Amount.PlusOrMinus(m * ends.Factor, centre: 1);
        var bits = 8 - (int)Math.Round(m * (8 - ends.LeastBits), MidpointRounding.ToEven);
        return
        [
            null,
            new Shear(Amount.PlusOrMinus(m * ends.Shear), none, fill),
            new Shear(none, Amount.PlusOrMinus(m * ends.Shear), fill),
            new Translation(Amount.PlusOrMinus(m * ends.Move), none, fill),
            new Translation(none, Amount.PlusOrMinus(m * ends.Move), fill),
            new Rotation(Amount.PlusOrMinus(m * ends.Degrees), fill),
            new Brightness(factor),
            new Saturation(factor),
            new Contrast(factor),
            new Sharpness(factor),
            new Posterize(bits, probability: 1),
            new Solarize(255 * (1 - m), probability: 1),
            new AutoContrast(probability: 1),
            new Equalize(probability: 1),
        ];
    }

    internal readonly record struct Ends(double Shear, double Move, double Degrees, double Factor, int LeastBits);
}
