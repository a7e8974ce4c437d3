using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The largest number of each window, channel by channel. Which position of the window it came from (its place, row by row) is kept as a
/// byte: the gradient then needs neither input nor output.
/// <para>As in PyTorch the first of equal numbers counts, NaN is larger than any number, and the last NaN counts.</para>
/// </summary>
internal static unsafe class MaxPoolKernel
{
    /// <summary>The most positions of a window whose place a byte can hold.</summary>
    public const int MostPlaces = 256;

    /// <summary>y and places (null if nobody asks for them) of windows <paramref name="from"/> … <paramref name="to"/> − 1.</summary>
    public static void Run<T>(T* x, T* y, byte* places, in WindowGrid grid, int from, int to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (grid.IsPairs)
        {
            MaxPoolPairs.Run(x, y, places, grid, from, to);
            return;
        }

        switch (LaneWidth.Bits)
        {
            case 512: Run<Lanes512<T>, T>(x, y, places, grid, from, to, 0); break;
            case 256: Run<Lanes256<T>, T>(x, y, places, grid, from, to, 0); break;
            case 128: Run<Lanes128<T>, T>(x, y, places, grid, from, to, 0); break;
            default: Run<Lanes1<T>, T>(x, y, places, grid, from, to, 0); break;
        }
    }

    /// <summary>
    /// dx (+)= for pixels <paramref name="from"/> … <paramref name="to"/> − 1 the dy of each window whose place they are, added in the
    /// order of windows: each pixel has one writer.
    /// </summary>
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
    }

    /// <summary>The gradient without places, found again in x: channels <paramref name="from"/> … <paramref name="to"/> − 1 of one image.</summary>
    public static void GradientOfLarge<T>(T* x, T* dy, T* dx, in WindowGrid grid, int image, int from, int to, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: GradientOfLarge<Lanes512<T>, T>(x, dy, dx, grid, image, from, to, add); break;
            case 256: GradientOfLarge<Lanes256<T>, T>(x, dy, dx, grid, image, from, to, add); break;
            case 128: GradientOfLarge<Lanes128<T>, T>(x, dy, dx, grid, image, from, to, add); break;
            default: GradientOfLarge<Lanes1<T>, T>(x, dy, dx, grid, image, from, to, add); break;
        }
    }

    /// <summary>Takes v and its place if v is larger than the best so far, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Take<V, T>(V v, V place, ref V best, ref V bestPlace)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // v = v fails for NaN alone; 0 = 0 sets every bit.
        var isLarger = V.Select(V.Equal(v, v), V.Less(best, v), V.Equal(default, default));
        best = V.Select(isLarger, v, best);
        bestPlace = V.Select(isLarger, place, bestPlace);
    }

    /// <summary>
    /// The best of one window, in the lanes from <paramref name="x"/> on: its rows of <paramref name="columns"/> positions,
    /// the first of them at place <paramref name="first"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Best<V, T>(T* x, int rows, int columns, nint rowStep, nint columnStep, int first, int kernel, out V place)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows <= 0 || columns <= 0)
        {
            place = default;
            return Literal.All<V, T>(double.NegativeInfinity);
        }

        var best = V.Load(x);
        place = V.All(Literal.Of<T>(first));
        var one = Literal.All<V, T>(1);
        for (var i = 0; i < rows; i++, x += rowStep)
        {
            var at = V.All(Literal.Of<T>(first + i * kernel));
            var p = x;
            for (var j = 0; j < columns; j++, p += columnStep, at += one) Take<V, T>(V.Load(p), at, ref best, ref place);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<V, T>(T* x, T* y, byte* places, in WindowGrid grid, int from, int to, int channel)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns, channels) = (grid.Rows, grid.Columns, grid.Channels);
        var end = channels - (channels - channel) % V.Count;
        nint columnStep = (nint)columns.Dilation * channels, rowStep = (nint)rows.Dilation * columns.Input * channels;
        for (var at = from; at < to && channel < end; at++)
        {
            var (line, column) = Math.DivRem(at, columns.Output);
            var (image, row) = Math.DivRem(line, rows.Output);
            int firstRow = rows.First(row), firstColumn = columns.First(column);
            int rowCount = rows.End(row) - firstRow, columnCount = columns.End(column) - firstColumn;
            var pixel = ((nint)image * rows.Input + rows.Start(row)) * columns.Input + columns.Start(column);
            var source = x + pixel * channels + firstRow * rowStep + firstColumn * columnStep;
            var offset = (nint)at * channels;
            for (var c = channel; c < end; c += V.Count)
            {
                var best = Best<V, T>(source + c, rowCount, columnCount, rowStep, columnStep, firstRow * columns.Kernel + firstColumn, columns.Kernel, out var place);
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

        // The windows that reach a pixel, and the place it has in each. A byte of places allows for this many.
        var offsets = stackalloc nint[MostPlaces];
        var numbers = stackalloc T[MostPlaces];
        for (var at = from; at < to && channel < end; at++)
        {
            var (line, column) = Math.DivRem(at, columns.Input);
            var (image, row) = Math.DivRem(line, rows.Input);
            var count = 0;
            for (int o = rows.FirstWindow(row), last = rows.LastWindow(row); o <= last; o++)
            {
                var (i, rowRest) = Math.DivRem(row - rows.Start(o), rows.Dilation);
                if (rowRest != 0) continue;
                for (int p = columns.FirstWindow(column), lastColumn = columns.LastWindow(column); p <= lastColumn; p++)
                {
                    var (j, columnRest) = Math.DivRem(column - columns.Start(p), columns.Dilation);
                    if (columnRest != 0) continue;
                    offsets[count] = (((nint)image * rows.Output + o) * columns.Output + p) * channels;
                    numbers[count++] = Literal.Of<T>(i * columns.Kernel + j);
                }
            }

            var target = dx + (nint)at * channels;
            for (var c = channel; c < end; c += V.Count)
            {
                V sum = default;
                for (var k = 0; k < count; k++)
                {
                    var offset = offsets[k] + c;
                    sum += V.Select(V.Equal(V.LoadBytes(places + offset), V.All(numbers[k])), V.Load(dy + offset), default);
                }

                V.Store(add ? V.Load(target + c) + sum : sum, target + c);
            }
        }

        if (end < channels) Gradient<Lanes1<T>, T>(dy, places, dx, grid, from, to, end, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GradientOfLarge<V, T>(T* x, T* dy, T* dx, in WindowGrid grid, int image, int from, int to, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, columns, channels) = (grid.Rows, grid.Columns, grid.Channels);
        var pixels = (nint)rows.Input * columns.Input;
        T* own = x + image * pixels * channels, ownDx = dx + image * pixels * channels;
        if (!add)
            for (nint i = 0; i < pixels; i++) new Span<T>(ownDx + i * channels + from, to - from).Clear();

        var end = to - (to - from) % V.Count;
        nint columnStep = (nint)columns.Dilation * channels, rowStep = (nint)rows.Dilation * columns.Input * channels;
        var found = stackalloc T[V.Count];
        for (var row = 0; row < rows.Output; row++)
        {
            for (var column = 0; column < columns.Output; column++)
            {
                int firstRow = rows.First(row), firstColumn = columns.First(column);
                int rowCount = rows.End(row) - firstRow, columnCount = columns.End(column) - firstColumn;
                if (rowCount <= 0 || columnCount <= 0) continue;
                var start = ((nint)rows.Start(row) * columns.Input + columns.Start(column)) * channels + firstRow * rowStep + firstColumn * columnStep;
                var source = dy + (((nint)image * rows.Output + row) * columns.Output + column) * channels;
                for (var c = from; c < end; c += V.Count)
                {
                    // Numbered within what the window sees of the image, row by row.
                    Best<V, T>(own + start + c, rowCount, columnCount, rowStep, columnStep, 0, columnCount, out var place);
                    V.Store(place, found);
                    for (var lane = 0; lane < V.Count; lane++)
                    {
                        var (i, j) = Math.DivRem(int.CreateTruncating(found[lane]), columnCount);
                        ownDx[start + i * rowStep + j * columnStep + c + lane] += source[c + lane];
                    }
                }
            }
        }

        if (end < to) GradientOfLarge<Lanes1<T>, T>(x, dy, dx, grid, image, end, to, add);
    }
}
