using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>
/// Copies a block of an operand into panels: for each k, the panel's <c>width</c> elements side by side, then the next k. A panel is read
/// from end to end by the tile, which spares it the cache's and the address translation's conflicts of large strides.
/// </summary>
internal static unsafe class GemmPack
{
    /// <summary>Source stored [k, count]: rows are cut into panels. Elements of the last panel past <paramref name="count"/> become 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Straight<T>(T* from, nint ld, nint k, nint count, nint width, T* to) where T : unmanaged, INumber<T>
    {
        var panel = k * width;
        for (nint p = 0; p < k; p++)
        {
            var source = from + p * ld;
            var target = to + p * width;
            var left = count;
            for (; left >= width; left -= width)
            {
                Copy(source, target, width);
                source += width;
                target += panel;
            }
            if (left == 0) continue;
            for (nint j = 0; j < left; j++) target[j] = source[j];
            for (var j = left; j < width; j++) target[j] = T.Zero;
        }
    }

    // Widths are even multiples of 2 elements and mostly of 16, so the widest step that fits is taken first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<T>(T* from, T* to, nint count) where T : unmanaged
    {
        nint j = 0;
        for (; j <= count - Vector512<T>.Count; j += Vector512<T>.Count) Vector512.Store(Vector512.Load(from + j), to + j);
        for (; j <= count - Vector128<T>.Count; j += Vector128<T>.Count) Vector128.Store(Vector128.Load(from + j), to + j);
        for (; j < count; j++) to[j] = from[j];
    }

    /// <summary>Source stored [count, k]: columns are cut into panels. Elements of the last panel past <paramref name="count"/> become 0.</summary>
    public static void Transposed<T>(T* from, nint ld, nint k, nint count, nint width, T* to) where T : unmanaged, INumber<T>
    {
        for (nint j = 0; j < count; j += width)
        {
            var rows = Math.Min(width, count - j);
            nint r = 0;
            for (; r <= rows - 4; r += 4)
            {
                if (typeof(T) == typeof(float)) FourRows((float*)(from + (j + r) * ld), ld, k, width, (float*)(to + r));
                else SomeRows(from + (j + r) * ld, ld, k, 4, width, to + r);
            }
            if (r < rows)
            {
                SomeRows(from + (j + r) * ld, ld, k, rows - r, width, to + r);
                r = rows;
            }
            for (; r < width; r++)
                for (nint p = 0; p < k; p++) to[p * width + r] = T.Zero;
            to += k * width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SomeRows<T>(T* from, nint ld, nint k, nint rows, nint width, T* to) where T : unmanaged
    {
        for (nint r = 0; r < rows; r++)
        {
            var source = from + r * ld;
            for (nint p = 0; p < k; p++) to[p * width + r] = source[p];
        }
    }

    /// <summary>Four rows become columns: 4 x 4 blocks are transposed within the 128-bit lanes, two of them at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows(float* from, nint ld, nint k, nint width, float* to)
    {
        var row1 = from + ld;
        var row2 = row1 + ld;
        var row3 = row2 + ld;
        nint p = 0;
        if (Avx.IsSupported)
        {
            for (; p <= k - 8; p += 8)
            {
                var r0 = Vector256.Load(from + p);
                var r1 = Vector256.Load(row1 + p);
                var r2 = Vector256.Load(row2 + p);
                var r3 = Vector256.Load(row3 + p);
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
                var next = to + 4 * width;
                k0.GetUpper().Store(next);
                k1.GetUpper().Store(next + width);
                k2.GetUpper().Store(next + 2 * width);
                k3.GetUpper().Store(next + 3 * width);
                to = next + 4 * width;
            }
        }
        for (; p < k; p++)
        {
            to[0] = from[p];
            to[1] = row1[p];
            to[2] = row2[p];
            to[3] = row3[p];
            to += width;
        }
    }
}
