namespace Descent.Cli;

/// <summary>
/// Some classes of the built-in digits, each image laid at a random place of a larger field. A network must learn what a digit looks like wherever it
/// stands: plenty to learn that does not depend on which digits there are.
/// </summary>
internal static class PlacedDigits
{
    /// <summary>The field's height and width.</summary>
    public const int Side = 12;

    private const int DigitSide = 8;

    /// <summary>Images [12, 12, 1], 0 … 1; the first class becomes class 0.</summary>
    /// <param name="from">The first digit.</param>
    /// <param name="to">The last digit.</param>
    /// <param name="copies">How often each image is laid down.</param>
    /// <param name="seed">Decides where.</param>
    public static Dataset Load(int from, int to, int copies, ulong seed)
    {
        var random = new Philox(seed, RandomPurpose.Noise, stream: 1);
        var digits = Digits.LoadImages();
        int[] chosen = [.. Enumerable.Range(0, digits.Count).Where(i => digits.ReadClass(i) >= from && digits.ReadClass(i) <= to)];
        var inputs = new float[copies * chosen.Length * Side * Side];
        var classes = new int[copies * chosen.Length];
        Span<float> digit = stackalloc float[DigitSide * DigitSide];
        for (var n = 0; n < classes.Length; n++)
        {
            var (sample, copy) = (chosen[n % chosen.Length], n / chosen.Length);
            digits.ReadInput(sample, digit);
            classes[n] = digits.ReadClass(sample) - from;
            var top = random.Below(Side - DigitSide + 1, sample, 2 * copy);
            var left = random.Below(Side - DigitSide + 1, sample, 2 * copy + 1);
            for (var row = 0; row < DigitSide; row++)
                digit.Slice(row * DigitSide, DigitSide).CopyTo(inputs.AsSpan((n * Side + top + row) * Side + left));
        }

        return new InMemoryDataset(inputs, [Side, Side, 1], classes, [.. Enumerable.Range(from, to - from + 1).Select(c => $"{c}")]);
    }

    /// <summary>The first so many images of each class.</summary>
    public static Dataset Few(Dataset data, int perClass) =>
        new Subset(data, [.. Enumerable.Range(0, data.Count).GroupBy(data.ReadClass).SelectMany(g => g.Take(perClass))]);
}
