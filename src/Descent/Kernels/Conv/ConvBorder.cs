using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Moves pieces of images to and from where they are computed with.</summary>
internal static unsafe class ConvBorder
{
    /// <summary>
    /// Copies a rectangle, some of whose pixels may lie outside of the image, where there are zeros:
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

    /// <summary>to[i] (+)= from[i] + bias[i] for one pixel's channels; bias may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Put<V, T>(T* from, T* to, nint count, T* bias, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            var value = V.Load(from + i);
            if (bias != null) value += V.Load(bias + i);
            if (add) value = V.Load(to + i) + value;
            V.Store(value, to + i);
        }

        if (i < count && V.Count > 1) Put<Lanes1<T>, T>(from + i, to + i, count - i, bias == null ? null : bias + i, add);
    }
}
