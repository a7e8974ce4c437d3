using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The innermost loop of a convolution: some output pixels by two vectors of output channels, held in registers while the taps and their
/// channels go by. The pixels are read where they lie, a fixed step apart; nothing is packed but the filters.
/// </summary>
internal static unsafe class ConvTile<T, V, L> where T : unmanaged where L : struct, IGemmLanes<V, T>
{
    /// <summary>
    /// c[row, :] = start + sum over runs and k of a[runs[r] + row·step + k] · b[r, k, :], or c += the sum.
    /// A run is a stretch of <paramref name="depth"/> numbers that lie side by side in a; <paramref name="b"/> has two vectors for each.
    /// Only the first <paramref name="rows"/> rows of c are written; as many more of a are read as the tile has.
    /// <paramref name="start"/> has the first value of each column's sums; null for 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TColumns>(T* a, nint step, int* runs, int runCount, nint depth, T* b, T* start, T* c, nint ldC, int rows, V mask, bool accumulate)
        where TRows : struct, ITileRows where TColumns : struct, ITileColumns
    {
        V s0 = L.Zero, t0 = L.Zero;
        if (start != null)
        {
            s0 = L.Load(start);
            if (TColumns.Two) t0 = L.Load(start + L.Count);
        }
        V s1 = s0, t1 = t0;
        V s2 = s0, t2 = t0;
        V s3 = s0, t3 = t0;
        V s4 = s0, t4 = t0;
        V s5 = s0, t5 = t0;
        V s6 = s0, t6 = t0;
        V s7 = s0, t7 = t0;
        V s8 = s0, t8 = t0;
        V s9 = s0, t9 = t0;
        V s10 = s0, t10 = t0;
        V s11 = s0, t11 = t0;
        // Four addresses and two steps reach twelve rows: more addresses than that do not fit the general registers.
        var one = step * sizeof(T);
        var two = 2 * one;
        for (; runCount > 0; runCount--)
        {
            var a0 = (byte*)(a + *runs++);
            var a3 = a0 + 3 * one;
            var a6 = a3 + 3 * one;
            var a9 = a6 + 3 * one;
            for (var k = depth; k > 0; k--)
            {
                var b0 = L.Load(b);
                var b1 = TColumns.Two ? L.Load(b + L.Count) : b0;
                b += 2 * L.Count;
                var p = L.Broadcast((T*)a0);
                s0 = L.MultiplyAdd(p, b0, s0);
                if (TColumns.Two) t0 = L.MultiplyAdd(p, b1, t0);
                p = L.Broadcast((T*)(a0 + one));
                s1 = L.MultiplyAdd(p, b0, s1);
                if (TColumns.Two) t1 = L.MultiplyAdd(p, b1, t1);
                if (TRows.Units * L.RowUnit > 2)
                {
                    p = L.Broadcast((T*)(a0 + two));
                    s2 = L.MultiplyAdd(p, b0, s2);
                    if (TColumns.Two) t2 = L.MultiplyAdd(p, b1, t2);
                    p = L.Broadcast((T*)a3);
                    s3 = L.MultiplyAdd(p, b0, s3);
                    if (TColumns.Two) t3 = L.MultiplyAdd(p, b1, t3);
                }
                a0 += sizeof(T);
                if (TRows.Units * L.RowUnit > 4)
                {
                    p = L.Broadcast((T*)(a3 + one));
                    s4 = L.MultiplyAdd(p, b0, s4);
                    if (TColumns.Two) t4 = L.MultiplyAdd(p, b1, t4);
                    p = L.Broadcast((T*)(a3 + two));
                    s5 = L.MultiplyAdd(p, b0, s5);
                    if (TColumns.Two) t5 = L.MultiplyAdd(p, b1, t5);
                }
                if (TRows.Units * L.RowUnit > 2) a3 += sizeof(T);
                if (TRows.Units * L.RowUnit > 6)
                {
                    p = L.Broadcast((T*)a6);
                    s6 = L.MultiplyAdd(p, b0, s6);
                    if (TColumns.Two) t6 = L.MultiplyAdd(p, b1, t6);
                    p = L.Broadcast((T*)(a6 + one));
                    s7 = L.MultiplyAdd(p, b0, s7);
                    if (TColumns.Two) t7 = L.MultiplyAdd(p, b1, t7);
                }
                if (TRows.Units * L.RowUnit > 8)
                {
                    p = L.Broadcast((T*)(a6 + two));
                    s8 = L.MultiplyAdd(p, b0, s8);
                    if (TColumns.Two) t8 = L.MultiplyAdd(p, b1, t8);
                    p = L.Broadcast((T*)a9);
                    s9 = L.MultiplyAdd(p, b0, s9);
                    if (TColumns.Two) t9 = L.MultiplyAdd(p, b1, t9);
                }
                if (TRows.Units * L.RowUnit > 6) a6 += sizeof(T);
                if (TRows.Units * L.RowUnit > 10)
                {
                    p = L.Broadcast((T*)(a9 + one));
                    s10 = L.MultiplyAdd(p, b0, s10);
                    if (TColumns.Two) t10 = L.MultiplyAdd(p, b1, t10);
                    p = L.Broadcast((T*)(a9 + two));
                    s11 = L.MultiplyAdd(p, b0, s11);
                    if (TColumns.Two) t11 = L.MultiplyAdd(p, b1, t11);
                }
                if (TRows.Units * L.RowUnit > 8) a9 += sizeof(T);
            }
        }
        GemmTile<T, V, L>.Put<TColumns>(c, s0, t0, mask, accumulate);
        if (rows > 1) GemmTile<T, V, L>.Put<TColumns>(c + 1 * ldC, s1, t1, mask, accumulate);
        if (TRows.Units * L.RowUnit > 2 && rows > 2) GemmTile<T, V, L>.Put<TColumns>(c + 2 * ldC, s2, t2, mask, accumulate);
        if (TRows.Units * L.RowUnit > 3 && rows > 3) GemmTile<T, V, L>.Put<TColumns>(c + 3 * ldC, s3, t3, mask, accumulate);
        if (TRows.Units * L.RowUnit > 4 && rows > 4) GemmTile<T, V, L>.Put<TColumns>(c + 4 * ldC, s4, t4, mask, accumulate);
        if (TRows.Units * L.RowUnit > 5 && rows > 5) GemmTile<T, V, L>.Put<TColumns>(c + 5 * ldC, s5, t5, mask, accumulate);
        if (TRows.Units * L.RowUnit > 6 && rows > 6) GemmTile<T, V, L>.Put<TColumns>(c + 6 * ldC, s6, t6, mask, accumulate);
        if (TRows.Units * L.RowUnit > 7 && rows > 7) GemmTile<T, V, L>.Put<TColumns>(c + 7 * ldC, s7, t7, mask, accumulate);
        if (TRows.Units * L.RowUnit > 8 && rows > 8) GemmTile<T, V, L>.Put<TColumns>(c + 8 * ldC, s8, t8, mask, accumulate);
        if (TRows.Units * L.RowUnit > 9 && rows > 9) GemmTile<T, V, L>.Put<TColumns>(c + 9 * ldC, s9, t9, mask, accumulate);
        if (TRows.Units * L.RowUnit > 10 && rows > 10) GemmTile<T, V, L>.Put<TColumns>(c + 10 * ldC, s10, t10, mask, accumulate);
        if (TRows.Units * L.RowUnit > 11 && rows > 11) GemmTile<T, V, L>.Put<TColumns>(c + 11 * ldC, s11, t11, mask, accumulate);
    }

    /// <summary>One row of tiles: <paramref name="rows"/> pixels, a step apart, by <paramref name="columns"/> output channels of one panel.</summary>
    public static void Row(T* a, nint step, int* runs, int runCount, nint depth, T* b, T* start, T* c, nint ldC, int rows, int columns, bool accumulate)
    {
        while (rows > 0)
        {
            var units = Units(rows);
            var count = Math.Min(rows, units * L.RowUnit);
            if (units == 3) Columns<ThreeUnits>(a, step, runs, runCount, depth, b, start, c, ldC, count, columns, accumulate);
            else if (units == 2) Columns<TwoUnits>(a, step, runs, runCount, depth, b, start, c, ldC, count, columns, accumulate);
            else Columns<OneUnit>(a, step, runs, runCount, depth, b, start, c, ldC, count, columns, accumulate);
            a += count * step;
            c += count * ldC;
            rows -= count;
        }
    }

    /// <summary>Rows a tile may read past the last one it writes.</summary>
    public static int Slack => L.RowUnit;

    // Full tiles, except that the last four units are two and two: a tile of one unit cannot keep the multipliers busy.
    internal static int Units(int rows) => rows switch
    {
        _ when rows > 4 * L.RowUnit || (rows > 2 * L.RowUnit && rows <= 3 * L.RowUnit) => 3,
        _ when rows > L.RowUnit => 2,
        _ => 1,
    };

    private static void Columns<TRows>(T* a, nint step, int* runs, int runCount, nint depth, T* b, T* start, T* c, nint ldC, int rows, int columns, bool accumulate)
        where TRows : struct, ITileRows
    {
        if (columns >= 2 * L.Count) Run<TRows, TwoVectors>(a, step, runs, runCount, depth, b, start, c, ldC, rows, L.Zero, accumulate);
        else if (columns > L.Count) Run<TRows, TwoVectorsMasked>(a, step, runs, runCount, depth, b, start, c, ldC, rows, L.Mask(columns - L.Count), accumulate);
        else if (columns == L.Count) Run<TRows, OneVector>(a, step, runs, runCount, depth, b, start, c, ldC, rows, L.Zero, accumulate);
        else Run<TRows, OneVectorMasked>(a, step, runs, runCount, depth, b, start, c, ldC, rows, L.Mask(columns), accumulate);
    }
}
