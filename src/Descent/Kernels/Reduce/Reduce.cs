using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The loops of reductions over the middle axis of [outer, n, inner]. A reduction is cut into blocks of n whose size depends on the
/// shape alone, each block is reduced by one thread, and the blocks' results are combined pairwise, neighbours first. So sums are
/// nearly as exact as pairwise ones, and the same for any number of threads. Compiled as <see cref="Map"/> is.
/// </summary>
internal static unsafe class Reduce
{
    /// <summary>
    /// How many numbers one accumulated run may hold along a row: with 4 vectors of 16 that is 64 additions in a chain. Long enough that
    /// combining costs nothing.
    /// </summary>
    public const int RowBlock = 4096;

    /// <summary>Columns of one tile: their running results stay in the first-level cache.</summary>
    public const int Tile = 2048;

    /// <summary>Columns are widened to at least this many, several rows side by side, so that narrow ones fill vectors.</summary>
    private const int Wide = 64;

    /// <summary>One number from n that lie one behind the other, not finished; n is at most <see cref="RowBlock"/>.</summary>
    public static T Row<TFn, T>(TFn f, T* x, int n, T c)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T> => LaneWidth.Bits switch
        {
            512 => Row<TFn, Lanes512<T>, T>(f, x, n, c),
            256 => Row<TFn, Lanes256<T>, T>(f, x, n, c),
            128 => Row<TFn, Lanes128<T>, T>(f, x, n, c),
            _ => Row<TFn, Lanes1<T>, T>(f, x, n, c),
        };

    /// <summary>sums[j] = x[i·stride + j] reduced over i in 0 … n − 1, not finished, for j in 0 … width − 1; width is at most <see cref="Tile"/>.</summary>
    public static void Columns<TFn, T>(TFn f, T* x, int n, int stride, T* c, T* sums, int width)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Columns<TFn, Lanes512<T>, T>(f, x, n, stride, c, sums, width); break;
            case 256: Columns<TFn, Lanes256<T>, T>(f, x, n, stride, c, sums, width); break;
            case 128: Columns<TFn, Lanes128<T>, T>(f, x, n, stride, c, sums, width); break;
            default: Columns<TFn, Lanes1<T>, T>(f, x, n, stride, c, sums, width); break;
        }
    }

    /// <summary>Combines blocks results of inner numbers each, pairwise, into the first.</summary>
    public static void Combine<TFn, T>(TFn f, T* parts, int blocks, int inner)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var apart = 1; apart < blocks; apart *= 2)
        {
            for (var block = 0; block + apart < blocks; block += 2 * apart)
            {
                T* a = parts + (nint)block * inner, b = a + (nint)apart * inner;
                for (var j = 0; j < inner; j++) Lanes1<T>.Store(f.Combine<Lanes1<T>, T>(new(a[j]), new(b[j])), a + j);
            }
        }
    }

    /// <summary>y[j] (+)= the finished sums[j]. y may be sums.</summary>
    public static void Finish<TFn, T>(TFn f, T* sums, T* c, T* y, int n, bool add)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var j = 0; j < n; j++)
        {
            var value = f.Finish<Lanes1<T>, T>(new(sums[j]), TFn.ReadsC ? new(c[j]) : default);
            if (add) value += Lanes1<T>.Load(y + j);
            Lanes1<T>.Store(value, y + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Row<TFn, V, T>(TFn f, T* x, int n, T c)
        where TFn : struct, IReduceFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var i = 0;
        var sum = f.Start<Lanes1<T>, T>();
        if (n >= V.Count && V.Count > 1)
        {
            // Four sums at a time: an addition takes four cycles, and one can start each half cycle.
            var all = V.All(c);
            V s0 = f.Start<V, T>(), s1 = s0, s2 = s0, s3 = s0;
            for (; i <= n - 4 * V.Count; i += 4 * V.Count)
            {
                s0 = f.Step<V, T>(s0, V.Load(x + i), all);
                s1 = f.Step<V, T>(s1, V.Load(x + i + V.Count), all);
                s2 = f.Step<V, T>(s2, V.Load(x + i + 2 * V.Count), all);
                s3 = f.Step<V, T>(s3, V.Load(x + i + 3 * V.Count), all);
            }

            for (; i <= n - V.Count; i += V.Count) s0 = f.Step<V, T>(s0, V.Load(x + i), all);
            s0 = f.Combine<V, T>(f.Combine<V, T>(s0, s1), f.Combine<V, T>(s2, s3));

            // 16 numbers at most: 512 bits of floats.
            T* lanes = stackalloc T[V.Count];
            V.Store(s0, lanes);
            for (var half = V.Count / 2; half > 0; half /= 2)
                for (var lane = 0; lane < half; lane++)
                    Lanes1<T>.Store(f.Combine<Lanes1<T>, T>(new(lanes[lane]), new(lanes[lane + half])), lanes + lane);
            sum = new(*lanes);
        }

        for (; i < n; i++) sum = f.Step<Lanes1<T>, T>(sum, new(x[i]), new(c));
        T result;
        Lanes1<T>.Store(sum, &result);
        return result;
    }

    [SkipLocalsInit]
    private static void Columns<TFn, V, T>(TFn f, T* x, int n, int stride, T* c, T* sums, int width)
        where TFn : struct, IReduceFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var side = Wide / width;
        if (stride != width || side < 2 || n < 2 * side)
        {
            Rows<TFn, V, T>(f, x, n, stride, c, sums, width);
            return;
        }

        // Several rows as one wide row, then its parts as rows, then the rows that were left.
        T* wide = stackalloc T[Wide], wideC = stackalloc T[Wide];
        if (TFn.ReadsC)
            for (var j = 0; j < side * width; j++) wideC[j] = c[j % width];
        var wideRows = n / side;
        Rows<TFn, V, T>(f, x, wideRows, side * width, wideC, wide, side * width);
        Combine(f, wide, side, width);
        for (var j = 0; j < width; j++) sums[j] = wide[j];
        for (var i = wideRows * side; i < n; i++)
            for (var j = 0; j < width; j++)
                Lanes1<T>.Store(f.Step<Lanes1<T>, T>(new(sums[j]), new(x[(nint)i * stride + j]), TFn.ReadsC ? new(c[j]) : default), sums + j);
    }

    private static void Rows<TFn, V, T>(TFn f, T* x, int n, int stride, T* c, T* sums, int width)
        where TFn : struct, IReduceFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var start = f.Start<Lanes1<T>, T>();
        for (var j = 0; j < width; j++) Lanes1<T>.Store(start, sums + j);

        // Eight rows at a time, so that the running results are read and written an eighth as often.
        var i = 0;
        for (; i <= n - 8; i += 8) Rows8<TFn, V, T>(f, x + (nint)i * stride, stride, c, sums, width);
        for (; i < n; i++)
        {
            var row = x + (nint)i * stride;
            var j = 0;
            for (; j <= width - V.Count; j += V.Count)
                V.Store(f.Step<V, T>(V.Load(sums + j), V.Load(row + j), TFn.ReadsC ? V.Load(c + j) : default), sums + j);
            for (; j < width; j++)
                Lanes1<T>.Store(f.Step<Lanes1<T>, T>(new(sums[j]), new(row[j]), TFn.ReadsC ? new(c[j]) : default), sums + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows8<TFn, V, T>(TFn f, T* x, nint stride, T* c, T* sums, int width)
        where TFn : struct, IReduceFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var j = 0;
        for (; j <= width - V.Count; j += V.Count) Eight<TFn, V, T>(f, x + j, stride, TFn.ReadsC ? V.Load(c + j) : default, sums + j);
        for (; j < width; j++) Eight<TFn, Lanes1<T>, T>(f, x + j, stride, TFn.ReadsC ? new(c[j]) : default, sums + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight<TFn, V, T>(TFn f, T* x, nint stride, V c, T* sum)
        where TFn : struct, IReduceFn
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var four = x + 4 * stride;
        var a = f.Step<V, T>(f.Step<V, T>(f.Start<V, T>(), V.Load(x), c), V.Load(x + stride), c);
        a = f.Step<V, T>(f.Step<V, T>(a, V.Load(x + 2 * stride), c), V.Load(x + 3 * stride), c);
        var b = f.Step<V, T>(f.Step<V, T>(f.Start<V, T>(), V.Load(four), c), V.Load(four + stride), c);
        b = f.Step<V, T>(f.Step<V, T>(b, V.Load(four + 2 * stride), c), V.Load(four + 3 * stride), c);
        V.Store(f.Combine<V, T>(V.Load(sum), f.Combine<V, T>(a, b)), sum);
    }
}
