using System.Reflection;

namespace Descent.Cli;

/// <summary>
/// What <c>descent augment</c> shows without a run file: three photographs and a digit, under the seven techniques that Stanford's CS 230,
/// "Deep Learning Tips and Tricks", names.
/// </summary>
internal static class BuiltInPictures
{
    /// <summary>With this one every technique shows at first sight; with some, an angle is near 0.</summary>
    public const ulong Seed = 10;

    /// <summary>How to read the sheet.</summary>
    public const string Note = "Every epoch draws new numbers (here stand those of one), so that the network never sees quite the same picture twice. The label must stay right: a mirrored windmill is a windmill, but a mirrored 5 looks like a 2.";

    /// <summary>Whose photographs they are.</summary>
    public const string Credits = "Photographs, CC BY 2.0, cut out and reduced: Hisakuni Fujimoto (flickr.com/photos/hisa/130684941), John Flannery (flickr.com/photos/drphotomoto/8619103877), F_A (flickr.com/photos/seelensturm/5025805406).";

    /// <summary>Among the library's digits, a clear 5.</summary>
    private const int Digit = 46;

    private const int Side = 112, DigitSide = 8, Channels = 3;

    private static readonly (string File, string Name)[] s_photos = [("windmill.png", "windmill"), ("daisy.png", "daisy"), ("sunflower.png", "sunflower")];

    /// <summary>The pictures as training would see them.</summary>
    public static Dataset Load()
    {
        byte[] pixels = [.. s_photos.SelectMany(p => Photo(p.File)), .. LoadDigit()];
        return Pipeline().Apply(new ImageDataset(pixels, [Side, Side, Channels], [0, 1, 2, 3], [.. s_photos.Select(p => p.Name), "digit 5"]), Seed);
    }

    /// <summary>Stronger than one would train with, to be seen.</summary>
    private static Augmentation Pipeline() => new(
        new Flip(probability: 1),
        new Rotation(20),
        new RandomResizedCrop(new(Side, Side), scale: (0.3, 0.6)),
        new ColorShift(50),
        new GaussianNoise(30),
        new Erasing(scale: (0.05, 0.2), probability: 1),
        new Contrast(0.6));

    private static byte[] Photo(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new PngDecoder().Decode(name, file).Pixels;
    }

    private static byte[] LoadDigit()
    {
        var ink = new float[DigitSide * DigitSide];
        Digits.Load().ReadInput(Digit, ink);
        byte[] small = [.. ink.SelectMany(v => Enumerable.Repeat((byte)MathF.Round(v * 255), Channels))];
        var large = new byte[Side * Side * Channels];
        new Augmentation(new Resize(new ImageSize(Side, Side))).Apply(small, [DigitSide, DigitSide, Channels], large, seed: 0, epoch: 0, sample: 0);
        return large;
    }
}
