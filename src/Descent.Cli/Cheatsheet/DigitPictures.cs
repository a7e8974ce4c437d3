namespace Descent.Cli;

/// <summary>The built-in digits as bytes, so that they can be augmented.</summary>
internal static class DigitPictures
{
    private const int Side = 8;

    /// <summary>All 1,797, [8, 8, 1], in the library's order.</summary>
    public static ImageDataset Load()
    {
        var digits = Digits.LoadImages();
        var ink = new float[Side * Side];
        var (pixels, classes) = (new byte[digits.Count * ink.Length], new int[digits.Count]);
        for (var i = 0; i < classes.Length; i++)
        {
            digits.ReadInput(i, ink);
            for (var p = 0; p < ink.Length; p++) pixels[i * ink.Length + p] = (byte)MathF.Round(ink[p] * byte.MaxValue);
            classes[i] = digits.ReadClass(i);
        }

        return new ImageDataset(pixels, [Side, Side, 1], classes, digits.Target.Names);
    }
}
