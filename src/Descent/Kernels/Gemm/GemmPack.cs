using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>
/// Copies a block of an operand into panels: for each k, the panel's <c>width</c> elements side by side, then the next k. A panel is read
/// from end to end by the tile, which spares it the conflicts that large strides cause in caches and address translation.
/// <para>What stands in the last panel past the operand's edge is left as it is: tiles compute with it but never store the result.</para>
/// </summary>
internal static unsafe class GemmPack
{
    /// <summary>
    /// Elements from one panel to the next: a little more than a panel, because k is often a power of two and panels that far apart
    /// would compete for the same few lines of a cache.
    /// </summary>
    public static nint PanelStride(nint k, nint width) => k * width + 16;

    /// <summary>Source stored [k, count]: its rows are cut into panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Straight<T>(T* from, nint ld, nint k, nint count, nint width, T* to) where T : unmanaged
    {
        var panel = PanelStride(k, width);
        var whole = count / width;
        var rest = count - whole * width;
        for (nint p = 0; p < k; p++)
        {
            var source = from;
            var target = to;
            if (width * sizeof(T) == 128)                                // B at 512 bits
            {
                for (var n = whole; n > 0; n--)
                {
                    var first = Vector512.Load(source);
                    var second = Vector512.Load(source + Vector512<T>.Count);
                    first.Store(target);
                    second.Store(target + Vector512<T>.Count);
                    source += width;
                    target += panel;
                }
            }
            else if (width * sizeof(T) == 48)                            // A at 512 bits
            {
                for (var n = whole; n > 0; n--)
                {
                    var first = Vector256.Load(source);
                    var second = Vector128.Load(source + Vector256<T>.Count);
                    first.Store(target);
                    second.Store(target + Vector256<T>.Count);
                    source += width;
                    target += panel;
                }
            }
            else
            {
                for (var n = whole; n > 0; n--)
                {
                    Copy(source, target, width);
                    source += width;
                    target += panel;
                }
            }
            if (rest > 0) Copy(source, target, rest);
            from += ld;
            to += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<T>(T* from, T* to, nint count) where T : unmanaged
    {
        nint j = 0;
        for (; j <= count - Vector128<T>.Count; j += Vector128<T>.Count) Vector128.Store(Vector128.Load(from + j), to + j);
        for (; j < count; j++) to[j] = from[j];
    }

    /// <summary>Source stored [count, k]: its columns are cut into panels.</summary>
    public static void Transposed<T>(T* from, nint ld, nint k, nint count, nint width, T* to) where T : unmanaged
    {
        for (nint panel = 0; panel < count; panel += width)
        {
            var rows = Math.Min(width, count - panel);
            nint row = 0;
            if (typeof(T) == typeof(float) && Avx.IsSupported)
            {
                for (; Avx512F.IsSupported && row <= rows - 16; row += 16) SixteenRows((float*)(from + row * ld), ld, k, width, (float*)(to + row));
                for (; row <= rows - 4; row += 4) FourRows((float*)(from + row * ld), ld, k, width, (float*)(to + row));
            }
            if (row < rows) SomeRows(from + row * ld, ld, k, rows - row, width, to + row);
            from += width * ld;
            to += PanelStride(k, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SomeRows<T>(T* from, nint ld, nint k, nint rows, nint width, T* to) where T : unmanaged
    {
        for (nint r = 0; r < rows; r++)
        {
            var source = from + r * ld;
            var target = to + r;
            for (nint p = 0; p < k; p++)
            {
                *target = source[p];
                target += width;
            }
        }
    }

    /// <summary>
    /// Sixteen rows become columns, in blocks of 16 x 16. A block takes a whole cache line of each row, so that rows a power of two apart,
    /// which share a few places in the cache, need not stay there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenRows(float* from, nint ld, nint k, nint width, float* to)
    {
        for (; k >= 16; k -= 16)
        {
            // Vector xj holds, of four rows, the columns j, j + 4, j + 8 and j + 12, each column in a 128-bit lane.
            FourByFour(from, ld, out var a0, out var a1, out var a2, out var a3);
            FourByFour(from + 4 * ld, ld, out var b0, out var b1, out var b2, out var b3);
            FourByFour(from + 8 * ld, ld, out var c0, out var c1, out var c2, out var c3);
            FourByFour(from + 12 * ld, ld, out var d0, out var d1, out var d2, out var d3);
            StoreColumns(to, 4 * width, a0, b0, c0, d0);
            StoreColumns(to + width, 4 * width, a1, b1, c1, d1);
            StoreColumns(to + 2 * width, 4 * width, a2, b2, c2, d2);
            StoreColumns(to + 3 * width, 4 * width, a3, b3, c3, d3);
            from += 16;
            to += 16 * width;
        }
        if (k > 0) SomeRows(from, ld, k, 16, width, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByFour(float* from, nint ld, out Vector512<float> k0, out Vector512<float> k1, out Vector512<float> k2, out Vector512<float> k3)
    {
        var r0 = Vector512.Load(from);
        var r1 = Vector512.Load(from + ld);
        var r2 = Vector512.Load(from + 2 * ld);
        var r3 = Vector512.Load(from + 3 * ld);
        var low01 = Avx512F.UnpackLow(r0, r1).AsDouble();
        var high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
        var low23 = Avx512F.UnpackLow(r2, r3).AsDouble();
        var high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        k0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        k1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        k2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        k3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Lane i of the four vectors, side by side, is stored i steps on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(float* to, nint step, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        var ab01 = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00);
        var cd01 = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00);
        var ab23 = Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        var cd23 = Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        Avx512F.Shuffle4x128(ab01, cd01, 0b10_00_10_00).Store(to);
        Avx512F.Shuffle4x128(ab01, cd01, 0b11_01_11_01).Store(to + step);
        Avx512F.Shuffle4x128(ab23, cd23, 0b10_00_10_00).Store(to + 2 * step);
        Avx512F.Shuffle4x128(ab23, cd23, 0b11_01_11_01).Store(to + 3 * step);
    }

    /// <summary>Four rows become columns: 4 x 4 blocks are transposed within the 128-bit lanes, two of them at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(float* from, nint ld, nint k, nint width, float* to)
    {
        for (; k >= 8; k -= 8)
        {
            var r0 = Vector256.Load(from);
            var r1 = Vector256.Load(from + ld);
            var r2 = Vector256.Load(from + 2 * ld);
            var r3 = Vector256.Load(from + 3 * ld);
            var low01 = Avx.UnpackLow(r0, r1).AsDouble();
            var high01 = Avx.UnpackHigh(r0, r1).AsDouble();
            var low23 = Avx.UnpackLow(r2, r3).AsDouble();
            var high23 = Avx.UnpackHigh(r2, r3).AsDouble();
            var k0 = Avx.UnpackLow(low01, low23).AsSingle();
            var k1 = Avx.UnpackHigh(low01, low23).AsSingle();
            var k2 = Avx.UnpackLow(high01, high23).AsSingle();
            var k3 = Avx.UnpackHigh(high01, high23).AsSingle();
            k0.GetLower().Store(to);
            k1.GetLower().Store(to + width);
            k2.GetLower().Store(to + 2 * width);
            k3.GetLower().Store(to + 3 * width);
            to += 4 * width;
            k0.GetUpper().Store(to);
            k1.GetUpper().Store(to + width);
            k2.GetUpper().Store(to + 2 * width);
            k3.GetUpper().Store(to + 3 * width);
            to += 4 * width;
            from += 8;
        }
        if (k > 0) SomeRows(from, ld, k, 4, width, to);
    }
}
