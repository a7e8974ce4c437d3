using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// The innermost loop of a filter's gradient: some of its rows, which are neighbours in a window, by two vectors of output channels, held
/// in registers while the pixels go by. Each pixel adds an outer product of its window and its output's gradient.
/// </summary>
internal static unsafe class ConvFilterTile<T, V, L> where T : unmanaged where L : struct, IGemmLanes<V, T>
{
    /// <summary>
    /// c[m, :] (+)= the sum over r &lt; rows and j &lt; columns of a[r·aRow + j·aStep + m] · b[r·bRow + j·bStep, :]. Only the first
    /// <paramref name="count"/> rows of c are touched; as many numbers of a as the tile has rows are read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TColumns>(T* a, nint aRow, nint aStep, T* b, nint bRow, nint bStep, nint rows, nint columns, T* c, nint ldC, int count, V mask, bool accumulate)
        where TRows : struct, ITileRows where TColumns : struct, ITileColumns
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
        for (; rows > 0; rows--)
        {
            var pixel = a;
            var slope = b;
            for (var j = columns; j > 0; j--)
            {
                V b0, b1;
                if (TColumns.Two)
                {
                    b0 = L.Load(slope);
                    b1 = TColumns.Masked ? L.LoadMasked(slope + L.Count, mask) : L.Load(slope + L.Count);
                }
                else
                {
                    b0 = TColumns.Masked ? L.LoadMasked(slope, mask) : L.Load(slope);
                    b1 = b0;
                }
                slope += bStep;
                var p = L.Broadcast(pixel);
                s0 = L.MultiplyAdd(p, b0, s0);
                if (TColumns.Two) t0 = L.MultiplyAdd(p, b1, t0);
                p = L.Broadcast(pixel + 1);
                s1 = L.MultiplyAdd(p, b0, s1);
                if (TColumns.Two) t1 = L.MultiplyAdd(p, b1, t1);
                if (TRows.Units * L.RowUnit > 2)
                {
                    p = L.Broadcast(pixel + 2);
                    s2 = L.MultiplyAdd(p, b0, s2);
                    if (TColumns.Two) t2 = L.MultiplyAdd(p, b1, t2);
                    p = L.Broadcast(pixel + 3);
                    s3 = L.MultiplyAdd(p, b0, s3);
                    if (TColumns.Two) t3 = L.MultiplyAdd(p, b1, t3);
                }
                if (TRows.Units * L.RowUnit > 4)
                {
                    p = L.Broadcast(pixel + 4);
                    s4 = L.MultiplyAdd(p, b0, s4);
                    if (TColumns.Two) t4 = L.MultiplyAdd(p, b1, t4);
                    p = L.Broadcast(pixel + 5);
                    s5 = L.MultiplyAdd(p, b0, s5);
                    if (TColumns.Two) t5 = L.MultiplyAdd(p, b1, t5);
                }
                if (TRows.Units * L.RowUnit > 6)
                {
                    p = L.Broadcast(pixel + 6);
                    s6 = L.MultiplyAdd(p, b0, s6);
                    if (TColumns.Two) t6 = L.MultiplyAdd(p, b1, t6);
                    p = L.Broadcast(pixel + 7);
                    s7 = L.MultiplyAdd(p, b0, s7);
                    if (TColumns.Two) t7 = L.MultiplyAdd(p, b1, t7);
                }
                if (TRows.Units * L.RowUnit > 8)
                {
                    p = L.Broadcast(pixel + 8);
                    s8 = L.MultiplyAdd(p, b0, s8);
                    if (TColumns.Two) t8 = L.MultiplyAdd(p, b1, t8);
                    p = L.Broadcast(pixel + 9);
                    s9 = L.MultiplyAdd(p, b0, s9);
                    if (TColumns.Two) t9 = L.MultiplyAdd(p, b1, t9);
                }
                if (TRows.Units * L.RowUnit > 10)
                {
                    p = L.Broadcast(pixel + 10);
                    s10 = L.MultiplyAdd(p, b0, s10);
                    if (TColumns.Two) t10 = L.MultiplyAdd(p, b1, t10);
                    p = L.Broadcast(pixel + 11);
                    s11 = L.MultiplyAdd(p, b0, s11);
                    if (TColumns.Two) t11 = L.MultiplyAdd(p, b1, t11);
                }
                pixel += aStep;
            }
            a += aRow;
            b += bRow;
        }
        GemmTile<T, V, L>.Put<TColumns>(c, s0, t0, mask, accumulate);
        if (count > 1) GemmTile<T, V, L>.Put<TColumns>(c + 1 * ldC, s1, t1, mask, accumulate);
        if (TRows.Units * L.RowUnit > 2 && count > 2) GemmTile<T, V, L>.Put<TColumns>(c + 2 * ldC, s2, t2, mask, accumulate);
        if (TRows.Units * L.RowUnit > 3 && count > 3) GemmTile<T, V, L>.Put<TColumns>(c + 3 * ldC, s3, t3, mask, accumulate);
        if (TRows.Units * L.RowUnit > 4 && count > 4) GemmTile<T, V, L>.Put<TColumns>(c + 4 * ldC, s4, t4, mask, accumulate);
        if (TRows.Units * L.RowUnit > 5 && count > 5) GemmTile<T, V, L>.Put<TColumns>(c + 5 * ldC, s5, t5, mask, accumulate);
        if (TRows.Units * L.RowUnit > 6 && count > 6) GemmTile<T, V, L>.Put<TColumns>(c + 6 * ldC, s6, t6, mask, accumulate);
        if (TRows.Units * L.RowUnit > 7 && count > 7) GemmTile<T, V, L>.Put<TColumns>(c + 7 * ldC, s7, t7, mask, accumulate);
        if (TRows.Units * L.RowUnit > 8 && count > 8) GemmTile<T, V, L>.Put<TColumns>(c + 8 * ldC, s8, t8, mask, accumulate);
        if (TRows.Units * L.RowUnit > 9 && count > 9) GemmTile<T, V, L>.Put<TColumns>(c + 9 * ldC, s9, t9, mask, accumulate);
        if (TRows.Units * L.RowUnit > 10 && count > 10) GemmTile<T, V, L>.Put<TColumns>(c + 10 * ldC, s10, t10, mask, accumulate);
        if (TRows.Units * L.RowUnit > 11 && count > 11) GemmTile<T, V, L>.Put<TColumns>(c + 11 * ldC, s11, t11, mask, accumulate);
    }

    /// <summary>All of a window's <paramref name="count"/> neighbouring rows by <paramref name="width"/> output channels of one panel.</summary>
    public static void Column(T* a, nint aRow, nint aStep, T* b, nint bRow, nint bStep, nint rows, nint columns, T* c, nint ldC, int count, int width, bool accumulate)
    {
        while (count > 0)
        {
            var units = ConvTile<T, V, L>.Units(count);
            var some = Math.Min(count, units * L.RowUnit);
            if (units == 3) Columns<ThreeUnits>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, some, width, accumulate);
            else if (units == 2) Columns<TwoUnits>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, some, width, accumulate);
            else Columns<OneUnit>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, some, width, accumulate);
            a += some;
            c += some * ldC;
            count -= some;
        }
    }

    private static void Columns<TRows>(T* a, nint aRow, nint aStep, T* b, nint bRow, nint bStep, nint rows, nint columns, T* c, nint ldC, int count, int width, bool accumulate)
        where TRows : struct, ITileRows
    {
        if (width >= 2 * L.Count) Run<TRows, TwoVectors>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, count, L.Zero, accumulate);
        else if (width > L.Count) Run<TRows, TwoVectorsMasked>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, count, L.Mask(width - L.Count), accumulate);
        else if (width == L.Count) Run<TRows, OneVector>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, count, L.Zero, accumulate);
        else Run<TRows, OneVectorMasked>(a, aRow, aStep, b, bRow, bStep, rows, columns, c, ldC, count, L.Mask(width), accumulate);
    }
}
