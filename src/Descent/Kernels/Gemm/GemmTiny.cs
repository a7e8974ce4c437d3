using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Products so small that packing, blocks and threads would cost more than the arithmetic, such as those of a toy network. Four rows of A
/// at a time are read where they are, whichever way they are stored.
/// </summary>
internal static unsafe class GemmTiny<T, V, L> where T : unmanaged, INumber<T> where L : struct, IGemmLanes<V, T>
{
    /// <summary>At most about 100 ns of multiply-adds.</summary>
    private const int MaxWork = 8192;

    public static bool Fits(in GemmArgs<T> a) => (long)a.M * a.N * a.K <= MaxWork;

    public static void Run<TEpilogue>(in GemmArgs<T> a, TEpilogue epilogue) where TEpilogue : struct, IEpilogue<T>
    {
        T* b = a.B;
        nint ldB = a.LdB;
        if (a.TransposeB)
        {
            ldB = (a.N + L.Count - 1) / L.Count * L.Count;
            b = (T*)GemmScratch.Get(GemmPack.PanelStride(a.K, ldB) * sizeof(T));
            GemmPack.Transposed(a.B, a.LdB, a.K, a.N, ldB, b);
        }
        nint rowStep = a.TransposeA ? 1 : a.LdA, kStep = a.TransposeA ? a.LdA : 1;
        var column = 0;
        for (; column <= a.N - L.Count; column += L.Count)
            for (var row = 0; row < a.M; row += 4)
                FourRows<OneVector>(a.A + row * rowStep, rowStep, kStep, b + column, ldB, a.K, a.C + (nint)row * a.LdC + column, a.LdC, a.M - row, L.Zero, a.Accumulate);
        if (column < a.N)
        {
            var mask = L.Mask(a.N - column);
            for (var row = 0; row < a.M; row += 4)
                FourRows<OneVectorMasked>(a.A + row * rowStep, rowStep, kStep, b + column, ldB, a.K, a.C + (nint)row * a.LdC + column, a.LdC, a.M - row, mask, a.Accumulate);
        }
        if (typeof(TEpilogue) == typeof(NoEpilogue<T>)) return;
        for (var row = 0; row < a.M; row++) epilogue.Apply(a.C + (nint)row * a.LdC, row, 0, a.N);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TColumns>(T* a, nint rowStep, nint kStep, T* b, nint ldB, nint k, T* c, nint ldC, nint rows, V mask, bool accumulate)
        where TColumns : struct, ITileColumns
    {
        // Rows past the last repeat the first and are not stored.
        var a1 = rows > 1 ? a + rowStep : a;
        var a2 = rows > 2 ? a + 2 * rowStep : a;
        var a3 = rows > 3 ? a + 3 * rowStep : a;
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero;
        for (nint at = 0; k > 0; k--)
        {
            var value = TColumns.Masked ? L.LoadMasked(b, mask) : L.Load(b);
            s0 = L.MultiplyAdd(L.Broadcast(a + at), value, s0);
            s1 = L.MultiplyAdd(L.Broadcast(a1 + at), value, s1);
            s2 = L.MultiplyAdd(L.Broadcast(a2 + at), value, s2);
            s3 = L.MultiplyAdd(L.Broadcast(a3 + at), value, s3);
            at += kStep;
            b += ldB;
        }
        GemmTile<T, V, L>.Put<TColumns>(c, s0, s0, mask, accumulate);
        if (rows > 1) GemmTile<T, V, L>.Put<TColumns>(c + ldC, s1, s1, mask, accumulate);
        if (rows > 2) GemmTile<T, V, L>.Put<TColumns>(c + 2 * ldC, s2, s2, mask, accumulate);
        if (rows > 3) GemmTile<T, V, L>.Put<TColumns>(c + 3 * ldC, s3, s3, mask, accumulate);
    }
}
