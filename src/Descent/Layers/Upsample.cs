namespace Descent;

/// <summary>Images [N, H, W, C] or lines [N, L, C] in another size, by a factor or to a size.</summary>
public sealed class Upsample : Module
{
    /// <summary>A layer that multiplies both sides.</summary>
    /// <param name="factor">What both sides, or the length, are multiplied by.</param>
    /// <param name="mode">How pixels are found.</param>
    /// <param name="alignCorners">For <see cref="UpsampleMode.Bilinear"/>: whether the outermost pixels' centres lie on each other.</param>
    /// <exception cref="ArgumentException">The factor is not a number over 0, or <paramref name="alignCorners"/> is asked for with <see cref="UpsampleMode.Nearest"/>.</exception>
    public Upsample(double factor, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false)
        : this(factor, null, mode, alignCorners)
    {
        if (!(factor > 0 && double.IsFinite(factor))) throw new ArgumentException($"Upsample: the factor is {factor}; give a number over 0.", nameof(factor));
    }

    private Upsample(double? factor, Pair? size, UpsampleMode mode, bool alignCorners)
    {
        UpsampleOp.Check(mode, alignCorners);
        (Factor, Size, Mode, AlignCorners) = (factor, size, mode, alignCorners);
    }

    /// <summary>What both sides are multiplied by; null if the size is given.</summary>
    public double? Factor { get; }

    /// <summary>The size of the result; null if the factor is given.</summary>
    public Pair? Size { get; }

    /// <summary>How pixels are found.</summary>
    public UpsampleMode Mode { get; }

    /// <summary>Whether the outermost pixels' centres lie on each other.</summary>
    public bool AlignCorners { get; }

    /// <summary>A layer whose result has one size, whatever the input's.</summary>
    /// <param name="size">The size: one number or (height, width). Of lines only the width counts.</param>
    /// <param name="mode">How pixels are found.</param>
    /// <param name="alignCorners">For <see cref="UpsampleMode.Bilinear"/>: whether the outermost pixels' centres lie on each other.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="alignCorners"/> is asked for with <see cref="UpsampleMode.Nearest"/>.</exception>
    public static Upsample ToSize(Pair size, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false)
    {
        if (size is not { Height: > 0, Width: > 0 }) throw new ArgumentOutOfRangeException(nameof(size), $"Upsample: the size is {size}; it must be at least 1.");
        return new Upsample(null, size, mode, alignCorners);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Upsample({(Size is { } size ? $"to {size}" : $"by {Factor}")}, {Mode.ToString().ToLowerInvariant()})";

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => Size is { } size ? x.Upsample(size, Mode, AlignCorners) : x.UpsampleBy(Factor!.Value, Mode, AlignCorners);
}
