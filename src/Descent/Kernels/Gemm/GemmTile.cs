using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>How many row units a tile has.</summary>
internal interface ITileRows
{
    static abstract int Units { get; }
}

internal readonly struct OneUnit : ITileRows { public static int Units => 1; }

internal readonly struct TwoUnits : ITileRows { public static int Units => 2; }

internal readonly struct ThreeUnits : ITileRows { public static int Units => 3; }

/// <summary>How many vectors wide a tile is, and whether the last one is cut off by the right edge of C.</summary>
internal interface ITileColumns
{
    static abstract bool Two { get; }
    static abstract bool Masked { get; }
}

internal readonly struct TwoVectors : ITileColumns { public static bool Two => true; public static bool Masked => false; }

internal readonly struct TwoVectorsMasked : ITileColumns { public static bool Two => true; public static bool Masked => true; }

internal readonly struct OneVector : ITileColumns { public static bool Two => false; public static bool Masked => false; }

internal readonly struct OneVectorMasked : ITileColumns { public static bool Two => false; public static bool Masked => true; }

/// <summary>Where a tile's part of B is.</summary>
internal interface ITileSource
{
    /// <summary>In the matrix, whose rows lie so far apart that the processor does not foresee them; otherwise in a packed panel.</summary>
    static abstract bool Direct { get; }

    /// <summary>Write what is read to a panel, for the tiles below this one.</summary>
    static abstract bool Pack { get; }

    /// <summary>Fetch the rows that the next panel is going to be packed from.</summary>
    static abstract bool FetchNext { get; }
}

internal readonly struct FromPanel : ITileSource
{
    public static bool Direct => false;
    public static bool Pack => false;
    public static bool FetchNext => false;
}

internal readonly struct FromMatrix : ITileSource
{
    public static bool Direct => true;
    public static bool Pack => false;
    public static bool FetchNext => false;
}

internal readonly struct FromMatrixToPanel : ITileSource
{
    public static bool Direct => true;
    public static bool Pack => true;
    public static bool FetchNext => false;
}

internal readonly struct FromFreshPanel : ITileSource
{
    public static bool Direct => false;
    public static bool Pack => false;
    public static bool FetchNext => true;
}

/// <summary>
/// The innermost loop: a tile of C held in registers while k runs. Each element is one chain of fused multiply-adds in the order of k, so
/// its bits do not depend on where in which tile it lies. The unused rows and the second vector of the smaller tiles are folded away.
/// </summary>
internal static unsafe class GemmTile<T, V, L> where T : unmanaged where L : struct, IGemmLanes<V, T>
{
    // A panel comes from the second-level cache faster than the processor foresees: 12 rows ahead took 512 from 80 to 88 % of the peak and
    // 1024 from 74 to 81; 6 and 24 were alike.
    private const int PanelAhead = 12;

    private const int DirectAhead = 8;                                   // rows of B fetched early: about 100 cycles, the time of the third-level cache

    /// <summary>
    /// C[rows, columns] = sum over k of a · b, or += when <paramref name="accumulate"/>.
    /// <paramref name="a"/> is packed: the tile's column of A for one k, then the next k. <paramref name="b"/> moves by
    /// <paramref name="bStep"/> elements for each k; <paramref name="other"/> is the panel it is written to or the rows of B that the next
    /// panel is made from, if the source wants one of them. Only the first <paramref name="rows"/> rows of C are touched.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TColumns, TSource>(T* a, T* b, nint bStep, T* other, nint otherStep, nint k, T* c, nint ldC, int rows, V mask, bool accumulate)
        where TRows : struct, ITileRows where TColumns : struct, ITileColumns where TSource : struct, ITileSource
    {
        V s0 = L.Zero, t0 = L.Zero;
        V s1 = L.Zero, t1 = L.Zero;
        V s2 = L.Zero, t2 = L.Zero;
        V s3 = L.Zero, t3 = L.Zero;
        V s4 = L.Zero, t4 = L.Zero;
        V s5 = L.Zero, t5 = L.Zero;
        V s6 = L.Zero, t6 = L.Zero;
        V s7 = L.Zero, t7 = L.Zero;
        V s8 = L.Zero, t8 = L.Zero;
        V s9 = L.Zero, t9 = L.Zero;
        V s10 = L.Zero, t10 = L.Zero;
        V s11 = L.Zero, t11 = L.Zero;
        for (var i = 0; i < rows; i++) Cache.Fetch(c + i * ldC, TColumns.Two ? 2 * L.Count : L.Count);
        for (; k > 0; k--)
        {
            V b0, b1;
            // Each k fetches two lines of one of the next panel's 32 rows; after the last k all of every row has been.
            if (TSource.FetchNext) Cache.Fetch(other + (k & 31) * otherStep + (k & ~31), 32);
            if (!TSource.Direct && TColumns.Two) Cache.Fetch(b + PanelAhead * 2 * L.Count, 2 * L.Count);
            if (TSource.Direct) Cache.Fetch(b + DirectAhead * bStep, TColumns.Two ? 2 * L.Count : L.Count);
            if (TColumns.Two)
            {
                b0 = L.Load(b);
                b1 = TColumns.Masked ? L.LoadMasked(b + L.Count, mask) : L.Load(b + L.Count);
            }
            else
            {
                b0 = TColumns.Masked ? L.LoadMasked(b, mask) : L.Load(b);
                b1 = b0;
            }
            if (TSource.Pack)
            {
                L.Store(other, b0);
                if (TColumns.Two) L.Store(other + L.Count, b1);
                other += otherStep;
            }
            var a0 = L.Broadcast(a + 0);
            s0 = L.MultiplyAdd(a0, b0, s0);
            if (TColumns.Two) t0 = L.MultiplyAdd(a0, b1, t0);
            var a1 = L.Broadcast(a + 1);
            s1 = L.MultiplyAdd(a1, b0, s1);
            if (TColumns.Two) t1 = L.MultiplyAdd(a1, b1, t1);
            if (TRows.Units * L.RowUnit > 2)
            {
                var a2 = L.Broadcast(a + 2);
                s2 = L.MultiplyAdd(a2, b0, s2);
                if (TColumns.Two) t2 = L.MultiplyAdd(a2, b1, t2);
                var a3 = L.Broadcast(a + 3);
                s3 = L.MultiplyAdd(a3, b0, s3);
                if (TColumns.Two) t3 = L.MultiplyAdd(a3, b1, t3);
            }
            if (TRows.Units * L.RowUnit > 4)
            {
                var a4 = L.Broadcast(a + 4);
                s4 = L.MultiplyAdd(a4, b0, s4);
                if (TColumns.Two) t4 = L.MultiplyAdd(a4, b1, t4);
                var a5 = L.Broadcast(a + 5);
                s5 = L.MultiplyAdd(a5, b0, s5);
                if (TColumns.Two) t5 = L.MultiplyAdd(a5, b1, t5);
            }
            if (TRows.Units * L.RowUnit > 6)
            {
                var a6 = L.Broadcast(a + 6);
                s6 = L.MultiplyAdd(a6, b0, s6);
                if (TColumns.Two) t6 = L.MultiplyAdd(a6, b1, t6);
                var a7 = L.Broadcast(a + 7);
                s7 = L.MultiplyAdd(a7, b0, s7);
                if (TColumns.Two) t7 = L.MultiplyAdd(a7, b1, t7);
            }
            if (TRows.Units * L.RowUnit > 8)
            {
                var a8 = L.Broadcast(a + 8);
                s8 = L.MultiplyAdd(a8, b0, s8);
                if (TColumns.Two) t8 = L.MultiplyAdd(a8, b1, t8);
                var a9 = L.Broadcast(a + 9);
                s9 = L.MultiplyAdd(a9, b0, s9);
                if (TColumns.Two) t9 = L.MultiplyAdd(a9, b1, t9);
            }
            if (TRows.Units * L.RowUnit > 10)
            {
                var a10 = L.Broadcast(a + 10);
                s10 = L.MultiplyAdd(a10, b0, s10);
                if (TColumns.Two) t10 = L.MultiplyAdd(a10, b1, t10);
                var a11 = L.Broadcast(a + 11);
                s11 = L.MultiplyAdd(a11, b0, s11);
                if (TColumns.Two) t11 = L.MultiplyAdd(a11, b1, t11);
            }
            a += TRows.Units * L.RowUnit;
            b += bStep;
        }
        Put<TColumns>(c, s0, t0, mask, accumulate);
        if (TRows.Units * L.RowUnit > 1 && rows > 1) Put<TColumns>(c + 1 * ldC, s1, t1, mask, accumulate);
        if (TRows.Units * L.RowUnit > 2 && rows > 2) Put<TColumns>(c + 2 * ldC, s2, t2, mask, accumulate);
        if (TRows.Units * L.RowUnit > 3 && rows > 3) Put<TColumns>(c + 3 * ldC, s3, t3, mask, accumulate);
        if (TRows.Units * L.RowUnit > 4 && rows > 4) Put<TColumns>(c + 4 * ldC, s4, t4, mask, accumulate);
        if (TRows.Units * L.RowUnit > 5 && rows > 5) Put<TColumns>(c + 5 * ldC, s5, t5, mask, accumulate);
        if (TRows.Units * L.RowUnit > 6 && rows > 6) Put<TColumns>(c + 6 * ldC, s6, t6, mask, accumulate);
        if (TRows.Units * L.RowUnit > 7 && rows > 7) Put<TColumns>(c + 7 * ldC, s7, t7, mask, accumulate);
        if (TRows.Units * L.RowUnit > 8 && rows > 8) Put<TColumns>(c + 8 * ldC, s8, t8, mask, accumulate);
        if (TRows.Units * L.RowUnit > 9 && rows > 9) Put<TColumns>(c + 9 * ldC, s9, t9, mask, accumulate);
        if (TRows.Units * L.RowUnit > 10 && rows > 10) Put<TColumns>(c + 10 * ldC, s10, t10, mask, accumulate);
        if (TRows.Units * L.RowUnit > 11 && rows > 11) Put<TColumns>(c + 11 * ldC, s11, t11, mask, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Put<TColumns>(T* c, V first, V second, V mask, bool accumulate) where TColumns : struct, ITileColumns
    {
        if (TColumns.Two)
        {
            if (accumulate) first = L.Add(L.Load(c), first);
            L.Store(c, first);
            c += L.Count;
            first = second;
        }
        if (TColumns.Masked)
        {
            if (accumulate) first = L.Add(L.LoadMasked(c, mask), first);
            L.StoreMasked(c, mask, first);
        }
        else
        {
            if (accumulate) first = L.Add(L.Load(c), first);
            L.Store(c, first);
        }
    }
}
