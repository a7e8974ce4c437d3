namespace Descent.Kernels;

/// <summary>Copies a rectangle of an image, some of whose pixels may lie outside, where there are zeros.</summary>
internal static unsafe class ConvBorder
{
    /// <summary>
    /// to[rows, columns, depth] = the pixels from (<paramref name="firstRow"/>, <paramref name="firstColumn"/>) on, either of which may be
    /// negative, with <paramref name="depth"/> of their <paramref name="channels"/> channels from <paramref name="from"/> on.
    /// </summary>
    public static void Copy<T>(T* from, int height, int width, int channels, int depth, int firstRow, int firstColumn, int rows, int columns, T* to)
        where T : unmanaged
    {
        // Columns before, inside and after the image.
        var before = Math.Clamp(-firstColumn, 0, columns);
        var inside = Math.Clamp(width - Math.Max(firstColumn, 0), 0, columns - before);
        var after = columns - before - inside;
        var rowSize = columns * depth;
        for (var r = 0; r < rows; r++, to += rowSize)
        {
            var row = firstRow + r;
            if (row < 0 || row >= height || inside == 0)
            {
                new Span<T>(to, rowSize).Clear();
                continue;
            }

            new Span<T>(to, before * depth).Clear();
            var source = from + ((nint)row * width + Math.Max(firstColumn, 0)) * channels;
            var target = to + (nint)before * depth;
            if (depth == channels) new ReadOnlySpan<T>(source, inside * depth).CopyTo(new Span<T>(target, inside * depth));
            else
            {
                for (var j = 0; j < inside; j++)
                    new ReadOnlySpan<T>(source + (nint)j * channels, depth).CopyTo(new Span<T>(target + (nint)j * depth, depth));
            }

            new Span<T>(target + (nint)inside * depth, after * depth).Clear();
        }
    }
}
