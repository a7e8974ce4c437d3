namespace Descent;

/// <summary>
/// Pads an image on all sides and cuts a piece of the old size out of it at a random place (Krizhevsky et al., 2012; with 4 pixels for
/// 32×32 images in He et al., 2015): the image is moved by up to <see cref="Padding"/> pixels each way.
/// </summary>
public sealed class RandomCrop : ImageTransform
{
    /// <summary>The most padding: more than any image needs, and far from overflow.</summary>
    public const int MaxPadding = 1 << 16;

    /// <summary>Makes the transform.</summary>
    /// <param name="padding">Pixels on each side, 0 … 65,536.</param>
    /// <param name="fill">What they hold, in every channel: 0 is black.</param>
    /// <exception cref="ArgumentOutOfRangeException">The padding is not in that range.</exception>
    public RandomCrop(int padding, byte fill = 0)
    {
        if (padding is < 0 or > MaxPadding) throw new ArgumentOutOfRangeException(nameof(padding), $"RandomCrop: the padding is {padding} pixels; give 0 to {MaxPadding}.");
        Padding = padding;
        Fill = fill;
    }

    /// <summary>Pixels on each side.</summary>
    public int Padding { get; }

    /// <summary>What they hold, in every channel.</summary>
    public byte Fill { get; }

    /// <inheritdoc/>
    public override string ToString() => $"RandomCrop(padding {Padding}, fill {Fill})";

    /// <inheritdoc/>
    protected internal override bool Apply(ReadOnlySpan<byte> source, in Shape shape, Span<byte> target, in ImageRandom random)
    {
        if (Padding == 0) return false;
        var (height, width, channels) = (shape[0], shape[1], shape[2]);
        var down = random.Below(2 * Padding + 1, 0) - Padding;
        var right = random.Below(2 * Padding + 1, 1) - Padding;
        if (down == 0 && right == 0) return false;

        // Pixel (y, x) of the piece is (y + down, x + right) of the image, or padding outside of it.
        var row = width * channels;
        var left = Math.Clamp(-right, 0, width) * channels;
        var kept = Math.Max(0, width - Math.Abs(right)) * channels;
        var from = Math.Max(0, right) * channels;
        for (var y = 0; y < height; y++)
        {
            var piece = target.Slice(y * row, row);
            if ((uint)(y + down) >= (uint)height || kept == 0)
            {
                piece.Fill(Fill);
                continue;
            }

            piece[..left].Fill(Fill);
            source.Slice((y + down) * row + from, kept).CopyTo(piece[left..]);
            piece[(left + kept)..].Fill(Fill);
        }

        return true;
    }
}
