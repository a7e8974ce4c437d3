namespace Descent;

/// <summary>Cuts a piece out of the middle; where it is larger than the image, black lies around.</summary>
public sealed class CenterCrop : GeometricTransform
{
    /// <summary>Makes the transform.</summary>
    /// <param name="size">The size of the piece, each side at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public CenterCrop(ImageSize size)
    {
        RequireSize(nameof(CenterCrop), size, Probability);
        Size = size;
    }

    /// <summary>The size of the piece.</summary>
    public ImageSize Size { get; }

    /// <inheritdoc/>
    public override string Name => "center_crop";

    /// <inheritdoc/>
    public override bool FixesSize => true;

    /// <inheritdoc/>
    public override ImageSize SizeAfter(ImageSize size) => Size;

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => Size.ToString();

    /// <inheritdoc/>
    public override string ToString() => $"CenterCrop({Size})";

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) =>
        Projection.Affine(1, 0, Begin(size.Width, Size.Width), 0, 1, Begin(size.Height, Size.Height));

    /// <summary>Where the piece begins, with torchvision's roundings: halves to even inside, towards the middle outside.</summary>
    internal static double Begin(int whole, int piece) => piece <= whole ? Math.Round((whole - piece) / 2.0) : -((piece - whole) / 2);

    internal static void RequireSize(string what, ImageSize size, double probability)
    {
        if (size.Height is < 1 or > MaxSide || size.Width is < 1 or > MaxSide)
            throw new ArgumentOutOfRangeException(nameof(size), $"{what}: the size is {size} pixels (width × height); each side is 1 to {MaxSide}.");
        if (probability < 1) throw new ArgumentOutOfRangeException(nameof(probability), $"{what}: the probability is {probability}, but what fixes the size of images must do so every time; leave it out.");
    }

    /// <summary>Far more than networks see, and far from overflow.</summary>
    private const int MaxSide = 1 << 14;
}
