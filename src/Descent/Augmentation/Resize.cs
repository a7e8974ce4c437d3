namespace Descent;

/// <summary>
/// Makes an image smaller or larger: to a shorter side, keeping its shape, or to a size.
/// </summary>
public sealed class Resize : GeometricTransform
{
    /// <summary>Resizes to a shorter side.</summary>
    /// <param name="shorterSide">Pixels of the shorter side, at least 1. The longer one is rounded down, as torchvision does.</param>
    /// <param name="interpolation">How numbers between pixels are found, if not as the rest of the pipeline says.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public Resize(int shorterSide, Interpolation? interpolation = null)
    {
        CenterCrop.RequireSize(nameof(Resize), new(shorterSide, shorterSide), Probability);
        (ShorterSide, Interpolation) = (shorterSide, interpolation);
    }

    /// <summary>Resizes to a size, whatever the image's shape.</summary>
    /// <param name="size">The size, each side at least 1.</param>
    /// <param name="interpolation">How numbers between pixels are found, if not as the rest of the pipeline says.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public Resize(ImageSize size, Interpolation? interpolation = null)
    {
        CenterCrop.RequireSize(nameof(Resize), size, Probability);
        (Size, Interpolation) = (size, interpolation);
    }

    /// <summary>The shorter side's length; null if both are given.</summary>
    public int? ShorterSide { get; }

    /// <summary>Both sides' lengths; null if only the shorter one is given.</summary>
    public ImageSize? Size { get; }

    /// <inheritdoc/>
    public override Interpolation? Interpolation { get; }

    /// <inheritdoc/>
    public override string Name => "resize";

    /// <inheritdoc/>
    public override bool FixesSize => Size is not null;

    /// <inheritdoc/>
    public override ImageSize SizeAfter(ImageSize size)
    {
        if (Size is { } given) return given;
        var side = ShorterSide!.Value;
        return size.Width <= size.Height
            ? new((int)Math.Max(1, (long)side * size.Height / size.Width), side)
            : new(side, (int)Math.Max(1, (long)side * size.Width / size.Height));
    }

    /// <inheritdoc/>
    public override string Describe(in DrawnValues drawn) => Size?.ToString() ?? $"shorter side {ShorterSide}";

    /// <inheritdoc/>
    public override string ToString() => $"Resize({Describe(default)})";

    internal override ImageSize? Detail => Size ?? new(ShorterSide!.Value, ShorterSide.Value);

    /// <inheritdoc/>
    protected internal override DrawnValues Draw(in ImageRandom random, ImageSize size) => default;

    /// <inheritdoc/>
    protected internal override Projection Project(in DrawnValues drawn, ImageSize size) => Projection.Window(0, 0, size.Width, size.Height, SizeAfter(size));
}
