using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Whether a dot tile has a whole row unit or one row.</summary>
internal interface IDotRows
{
    static abstract bool Several { get; }
}

internal readonly struct SeveralRows : IDotRows { public static bool Several => true; }

internal readonly struct OneRow : IDotRows { public static bool Several => false; }

/// <summary>Whether a dot tile has four columns or one.</summary>
internal interface IDotColumns
{
    static abstract bool Four { get; }
}

internal readonly struct FourColumns : IDotColumns { public static bool Four => true; }

internal readonly struct OneColumn : IDotColumns { public static bool Four => false; }

/// <summary>A few rows of A times a few rows of B, all along k. Unused rows and columns are folded away.</summary>
internal static unsafe class GemmDotTile<T, V, L> where T : unmanaged, INumber<T> where L : struct, IGemmLanes<V, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TColumns>(T* a, nint ldA, T* b, nint ldB, nint depth, T* c, nint ldC, bool accumulate)
        where TRows : struct, IDotRows where TColumns : struct, IDotColumns
    {
        V s00 = L.Zero, s01 = L.Zero, s02 = L.Zero, s03 = L.Zero;
        V s10 = L.Zero, s11 = L.Zero, s12 = L.Zero, s13 = L.Zero;
        V s20 = L.Zero, s21 = L.Zero, s22 = L.Zero, s23 = L.Zero;
        V s30 = L.Zero, s31 = L.Zero, s32 = L.Zero, s33 = L.Zero;
        T* row1 = a + ldA, row2 = row1 + ldA, row3 = row2 + ldA;
        T* col1 = b + ldB, col2 = col1 + ldB, col3 = col2 + ldB;
        nint k = 0;
        for (; k <= depth - L.Count; k += L.Count)
        {
            V b0 = L.Load(b + k), b1 = L.Zero, b2 = L.Zero, b3 = L.Zero;
            if (TColumns.Four)
            {
                b1 = L.Load(col1 + k);
                b2 = L.Load(col2 + k);
                b3 = L.Load(col3 + k);
            }
            var a0 = L.Load(a + k);
            s00 = L.MultiplyAdd(a0, b0, s00);
            if (TColumns.Four)
            {
                s01 = L.MultiplyAdd(a0, b1, s01);
                s02 = L.MultiplyAdd(a0, b2, s02);
                s03 = L.MultiplyAdd(a0, b3, s03);
            }
            if (Rows<TRows>() > 1)
            {
                var a1 = L.Load(row1 + k);
                s10 = L.MultiplyAdd(a1, b0, s10);
                if (TColumns.Four)
                {
                    s11 = L.MultiplyAdd(a1, b1, s11);
                    s12 = L.MultiplyAdd(a1, b2, s12);
                    s13 = L.MultiplyAdd(a1, b3, s13);
                }
            }
            if (Rows<TRows>() > 2)
            {
                var a2 = L.Load(row2 + k);
                s20 = L.MultiplyAdd(a2, b0, s20);
                if (TColumns.Four)
                {
                    s21 = L.MultiplyAdd(a2, b1, s21);
                    s22 = L.MultiplyAdd(a2, b2, s22);
                    s23 = L.MultiplyAdd(a2, b3, s23);
                }
                var a3 = L.Load(row3 + k);
                s30 = L.MultiplyAdd(a3, b0, s30);
                if (TColumns.Four)
                {
                    s31 = L.MultiplyAdd(a3, b1, s31);
                    s32 = L.MultiplyAdd(a3, b2, s32);
                    s33 = L.MultiplyAdd(a3, b3, s33);
                }
            }
        }
        if (k < depth)
        {
            var mask = L.Mask((int)(depth - k));
            V b0 = L.LoadMasked(b + k, mask), b1 = L.Zero, b2 = L.Zero, b3 = L.Zero;
            if (TColumns.Four)
            {
                b1 = L.LoadMasked(col1 + k, mask);
                b2 = L.LoadMasked(col2 + k, mask);
                b3 = L.LoadMasked(col3 + k, mask);
            }
            var a0 = L.LoadMasked(a + k, mask);
            s00 = L.MultiplyAdd(a0, b0, s00);
            if (TColumns.Four)
            {
                s01 = L.MultiplyAdd(a0, b1, s01);
                s02 = L.MultiplyAdd(a0, b2, s02);
                s03 = L.MultiplyAdd(a0, b3, s03);
            }
            if (Rows<TRows>() > 1)
            {
                var a1 = L.LoadMasked(row1 + k, mask);
                s10 = L.MultiplyAdd(a1, b0, s10);
                if (TColumns.Four)
                {
                    s11 = L.MultiplyAdd(a1, b1, s11);
                    s12 = L.MultiplyAdd(a1, b2, s12);
                    s13 = L.MultiplyAdd(a1, b3, s13);
                }
            }
            if (Rows<TRows>() > 2)
            {
                var a2 = L.LoadMasked(row2 + k, mask);
                s20 = L.MultiplyAdd(a2, b0, s20);
                if (TColumns.Four)
                {
                    s21 = L.MultiplyAdd(a2, b1, s21);
                    s22 = L.MultiplyAdd(a2, b2, s22);
                    s23 = L.MultiplyAdd(a2, b3, s23);
                }
                var a3 = L.LoadMasked(row3 + k, mask);
                s30 = L.MultiplyAdd(a3, b0, s30);
                if (TColumns.Four)
                {
                    s31 = L.MultiplyAdd(a3, b1, s31);
                    s32 = L.MultiplyAdd(a3, b2, s32);
                    s33 = L.MultiplyAdd(a3, b3, s33);
                }
            }
        }
        Put<TColumns>(c, s00, s01, s02, s03, accumulate);
        if (Rows<TRows>() > 1) Put<TColumns>(c + ldC, s10, s11, s12, s13, accumulate);
        if (Rows<TRows>() > 2)
        {
            Put<TColumns>(c + 2 * ldC, s20, s21, s22, s23, accumulate);
            Put<TColumns>(c + 3 * ldC, s30, s31, s32, s33, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rows<TRows>() where TRows : struct, IDotRows => TRows.Several ? L.RowUnit : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TColumns>(T* c, V s0, V s1, V s2, V s3, bool accumulate) where TColumns : struct, IDotColumns
    {
        c[0] = accumulate ? c[0] + L.Sum(s0) : L.Sum(s0);
        if (!TColumns.Four) return;
        c[1] = accumulate ? c[1] + L.Sum(s1) : L.Sum(s1);
        c[2] = accumulate ? c[2] + L.Sum(s2) : L.Sum(s2);
        c[3] = accumulate ? c[3] + L.Sum(s3) : L.Sum(s3);
    }
}
