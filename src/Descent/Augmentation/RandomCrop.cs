namespace Descent;

/// <summary>
/// Pads an image on all sides and cuts a piece out of it at a random place, of the old size unless another is given: the sheet's "random crop"
/// (Krizhevsky et al., 2012; with 4 pixels for 32×32 images in He et al., 2015).
/// </summary>
public sealed class RandomCrop : GeometricTransform
{
    /// <summary>The most padding: more than any image needs, and far from overflow.</summary>
    public const int MaxPadding = 1 << 16;

    private readonly Fill _fill;

    /// <summary>Makes the transform.</summary>
    /// <param name="padding">Pixels on each side, 0 … 65,536.</param>
    /// <param name="fill">What they show; null for black.</param>
    /// <param name="size">The size of the piece; null for that of the image.</param>
    /// <param name="probability">How often, 0 … 1; 1 where a size is given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public RandomCrop(int padding, Fill? fill = null, ImageSize? size = null, double probability = 1)
        : base(probability)
    {
        if (padding is < 0 or > MaxPadding) throw new ArgumentOutOfRangeException(nameof(padding), $"RandomCrop: the padding is {padding} pixels; give 0 to {MaxPadding}.");
        if (size is { } piece) CenterCrop.RequireSize(nameof(RandomCrop), piece, probability);
        (Padding, _fill, Size) = (padding, fill ?? Descent.Fill.Black, size);
    }

    /// <summary>Pixels on each side.</summary>
    public int Padding { get; }

    /// <summary>The size of the piece; null for that of the image.</summary>
    public ImageSize? Size { get; }

    /// <inheritdoc/>
    public override Fill? Fill => _fill;

    /// <inheritdoc/>
    public override bool FixesSize => Size is not null;

    /// <inheritdoc/>
    public override string Name => "random_crop";

    /// <inheritdoc/>
    public override ImageSize SizeAfter(ImageSize size) => Size ?? size;

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => $"right {drawn[0]}, down {drawn[1]}";

    /// <inheritdoc/>
    public override string ToString() => $"RandomCrop(padding {Padding}, fill {_fill}{(Size is { } size ? $", size {size}" : "")})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size)
    {
        var piece = SizeAfter(size);
        return DrawnValues.Of(Place(size.Width, piece.Width, 1, random), Place(size.Height, piece.Height, 2, random));
    }

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) => Projection.Affine(1, 0, drawn[0], 0, 1, drawn[1]);

    /// <summary>Where the piece begins; one larger than the padded image lies around its middle.</summary>
    private int Place(int whole, int piece, int position, in ImageRandom random)
    {
        var room = whole + 2 * Padding - piece;
        return room < 0 ? (int)CenterCrop.Begin(whole, piece) : random.Below(room + 1, position) - Padding;
    }
}
