namespace Descent;

/// <summary>
/// Covers squares around random points; they may reach beyond the edges (DeVries and Taylor, "Improved regularization of convolutional neural networks
/// with cutout", 2017).
/// </summary>
public sealed class Cutout : PixelTransform
{
    /// <summary>The most squares: the drawn values hold two numbers for each.</summary>
    public const int MostHoles = DrawnValues.Count / 2;

    private readonly byte? _value;

    /// <summary>Makes the transform.</summary>
    /// <param name="side">The square's side in pixels, at least 1; the paper uses 16 for CIFAR-10.</param>
    /// <param name="holes">How many squares, 1 … 4.</param>
    /// <param name="value">What covers them, in every channel; null for noise.</param>
    /// <param name="probability">How often, 0 … 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public Cutout(int side, int holes = 1, byte? value = 0, double probability = 1)
        : base(probability)
    {
        Side = (int)Require(side, "side", 1, 1 << 14);
        Holes = (int)Require(holes, "number of holes", 1, MostHoles);
        _value = value;
    }

    /// <summary>The square's side in pixels.</summary>
    public int Side { get; }

    /// <summary>How many squares.</summary>
    public int Holes { get; }

    /// <inheritdoc/>
    public override string Name => "cutout";

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn)
    {
        var places = drawn;
        return $"{Side} × {Side} around {string.Join(" and ", Enumerable.Range(0, Holes).Select(i => $"{places[2 * i]}, {places[2 * i + 1]}"))}";
    }

    /// <inheritdoc/>
    public override string ToString() => $"Cutout(side {Side}, holes {Holes})";

    /// <summary>The middles, x and y in turn.</summary>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size)
    {
        var drawn = default(DrawnValues);
        for (var i = 0; i < Holes; i++) (drawn[2 * i], drawn[2 * i + 1]) = (random.Below(size.Width, 2 * i + 1), random.Below(size.Height, 2 * i + 2));
        return drawn;
    }

    /// <inheritdoc/>
    protected internal override void Apply(in DrawnValues drawn, in ImageRandom random, in PixelBlock block)
    {
        for (var i = 0; i < Holes; i++) block.Cover((int)drawn[2 * i] - Side / 2, (int)drawn[2 * i + 1] - Side / 2, Side, Side, _value, random);
    }
}
