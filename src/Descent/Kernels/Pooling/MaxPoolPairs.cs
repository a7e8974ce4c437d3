using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Max pooling with 2×2 windows side by side, what nearly every network uses: no window overlaps another or the margin, so each window
/// also writes the gradients of its own four pixels. One row or column of pixels may be left over.
/// </summary>
internal static unsafe class MaxPoolPairs
{
    /// <summary>y and places (null if nobody asks for them) of windows <paramref name="from"/> … <paramref name="to"/> − 1.</summary>
    public static void Run<T>(T* x, T* y, byte* places, in WindowGrid grid, int from, int to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Run<Lanes512<T>, T>(x, y, places, grid, from, to, 0); break;
            case 256: Run<Lanes256<T>, T>(x, y, places, grid, from, to, 0); break;
            case 128: Run<Lanes128<T>, T>(x, y, places, grid, from, to, 0); break;
            default: Run<Lanes1<T>, T>(x, y, places, grid, from, to, 0); break;
        }
    }

    /// <summary>dx (+)= the gradient of the pixels of windows <paramref name="from"/> … <paramref name="to"/> − 1, and of the pixels left over beside them.</summary>
    public static void Gradient<T>(T* dy, byte* places, T* dx, in WindowGrid grid, int from, int to, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Gradient<Lanes512<T>, T>(dy, places, dx, grid, from, to, 0, add); break;
            case 256: Gradient<Lanes256<T>, T>(dy, places, dx, grid, from, to, 0, add); break;
            case 128: Gradient<Lanes128<T>, T>(dy, places, dx, grid, from, to, 0, add); break;
            default: Gradient<Lanes1<T>, T>(dy, places, dx, grid, from, to, 0, add); break;
        }

        if (!add) ClearLeftOver(dx, grid, from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<V, T>(T* x, T* y, byte* places, in WindowGrid grid, int from, int to, int channel)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns, channels) = (grid.Rows, grid.Columns, grid.Channels);
        var end = channels - (channels - channel) % V.Count;
        var below = (nint)columns.Input * channels;
        V one = Literal.All<V, T>(1), two = Literal.All<V, T>(2), three = Literal.All<V, T>(3);
        for (var at = from; at < to && channel < end; at++)
        {
            var (line, column) = Math.DivRem(at, columns.Output);
            var (image, row) = Math.DivRem(line, rows.Output);
            var source = x + (((nint)image * rows.Input + 2 * row) * columns.Input + 2 * column) * channels;
            var offset = (nint)at * channels;
            for (var c = channel; c < end; c += V.Count)
            {
                var p = source + c;
                V best = V.Load(p), place = default;
                MaxPoolKernel.Take<V, T>(V.Load(p + channels), one, ref best, ref place);
                MaxPoolKernel.Take<V, T>(V.Load(p + below), two, ref best, ref place);
                MaxPoolKernel.Take<V, T>(V.Load(p + below + channels), three, ref best, ref place);
                V.Store(best, y + offset + c);
                if (places != null) V.StoreBytes(place, places + offset + c);
            }
        }

        if (end < channels) Run<Lanes1<T>, T>(x, y, places, grid, from, to, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradient<V, T>(T* dy, byte* places, T* dx, in WindowGrid grid, int from, int to, int channel, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns, channels) = (grid.Rows, grid.Columns, grid.Channels);
        var end = channels - (channels - channel) % V.Count;
        var below = (nint)columns.Input * channels;
        V one = Literal.All<V, T>(1), two = Literal.All<V, T>(2), three = Literal.All<V, T>(3);
        for (var at = from; at < to && channel < end; at++)
        {
            var (line, column) = Math.DivRem(at, columns.Output);
            var (image, row) = Math.DivRem(line, rows.Output);
            var target = dx + (((nint)image * rows.Input + 2 * row) * columns.Input + 2 * column) * channels;
            var offset = (nint)at * channels;
            for (var c = channel; c < end; c += V.Count)
            {
                V g = V.Load(dy + offset + c), place = V.LoadBytes(places + offset + c);
                var p = target + c;
                Give<V, T>(g, V.Equal(place, default), p, add);
                Give<V, T>(g, V.Equal(place, one), p + channels, add);
                Give<V, T>(g, V.Equal(place, two), p + below, add);
                Give<V, T>(g, V.Equal(place, three), p + below + channels, add);
            }
        }

        if (end < channels) Gradient<Lanes1<T>, T>(dy, places, dx, grid, from, to, end, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Give<V, T>(V dy, V isPlace, T* dx, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var given = V.Select(isPlace, dy, default);
        V.Store(add ? V.Load(dx) + given : given, dx);
    }

    /// <summary>A pixel left over belongs to the window it stands beside: to its right, below, or both.</summary>
    private static void ClearLeftOver<T>(T* dx, in WindowGrid grid, int from, int to)
        where T : unmanaged
    {
        var (rows, columns, channels) = (grid.Rows, grid.Columns, grid.Channels);
        int restRows = rows.Input - 2 * rows.Output, restColumns = columns.Input - 2 * columns.Output;
        if (restRows == 0 && restColumns == 0) return;
        for (var at = from; at < to; at++)
        {
            var (line, column) = Math.DivRem(at, columns.Output);
            var (image, row) = Math.DivRem(line, rows.Output);
            var isRightmost = column == columns.Output - 1;
            var isLowest = row == rows.Output - 1;
            if (!(isRightmost && restColumns > 0) && !(isLowest && restRows > 0)) continue;
            var start = dx + (((nint)image * rows.Input + 2 * row) * columns.Input + 2 * column) * channels;
            for (var i = 0; i < 2 + (isLowest ? restRows : 0); i++)
            {
                var skip = i < 2 ? 2 : 0;
                var width = (isRightmost ? 2 + restColumns : 2) - skip;
                if (width > 0) new Span<T>(start + ((nint)i * columns.Input + skip) * channels, width * channels).Clear();
            }
        }
    }
}
