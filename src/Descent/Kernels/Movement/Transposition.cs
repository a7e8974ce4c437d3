using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>Matrix transposition by square blocks, so that neither side walks through memory a line at a time.</summary>
internal static unsafe class Transposition
{
    // 8 rows of 8 floats fill eight registers of 256 bits, and a row of a block is half a cache line.
    private const int Block = 8;

    /// <summary>y[i·yStride + j] (+)= x[j·xStride + i] for i in 0 … m − 1 and j in 0 … n − 1.</summary>
    public static void Run<T>(T* x, nint xStride, T* y, nint yStride, int m, int n, bool add)
        where T : unmanaged, INumberBase<T>
    {
        var wide = typeof(T) == typeof(float) && Avx.IsSupported && LaneWidth.Bits >= 256;
        var wholeM = m - m % Block;
        var wholeN = n - n % Block;
        for (var i = 0; i < wholeM; i += Block)
        {
            for (var j = 0; j < wholeN; j += Block)
            {
                var from = x + j * xStride + i;
                var to = y + i * yStride + j;
                if (wide) Floats((float*)from, xStride, (float*)to, yStride, add);
                else Plain(from, xStride, to, yStride, Block, Block, add);
            }
        }

        Plain(x + wholeN * xStride, xStride, y + wholeN, yStride, wholeM, n - wholeN, add);
        Plain(x + wholeM, xStride, y + wholeM * yStride, yStride, m - wholeM, n, add);
    }

    private static void Plain<T>(T* x, nint xStride, T* y, nint yStride, int m, int n, bool add)
        where T : unmanaged, INumberBase<T>
    {
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
                y[i * yStride + j] = add ? y[i * yStride + j] + x[j * xStride + i] : x[j * xStride + i];
    }

    /// <summary>One 8×8 block: pairs of rows are interleaved, then pairs of pairs, then the halves swap places.</summary>
    private static void Floats(float* x, nint xs, float* y, nint ys, bool add)
    {
        var r0 = Vector256.Load(x);
        var r1 = Vector256.Load(x + xs);
        var r2 = Vector256.Load(x + 2 * xs);
        var r3 = Vector256.Load(x + 3 * xs);
        var r4 = Vector256.Load(x + 4 * xs);
        var r5 = Vector256.Load(x + 5 * xs);
        var r6 = Vector256.Load(x + 6 * xs);
        var r7 = Vector256.Load(x + 7 * xs);

        var a0 = Avx.UnpackLow(r0, r1);
        var a1 = Avx.UnpackHigh(r0, r1);
        var a2 = Avx.UnpackLow(r2, r3);
        var a3 = Avx.UnpackHigh(r2, r3);
        var a4 = Avx.UnpackLow(r4, r5);
        var a5 = Avx.UnpackHigh(r4, r5);
        var a6 = Avx.UnpackLow(r6, r7);
        var a7 = Avx.UnpackHigh(r6, r7);

        // 0x44 takes the lower pair of each operand, 0xEE the upper.
        r0 = Avx.Shuffle(a0, a2, 0x44);
        r1 = Avx.Shuffle(a0, a2, 0xEE);
        r2 = Avx.Shuffle(a1, a3, 0x44);
        r3 = Avx.Shuffle(a1, a3, 0xEE);
        r4 = Avx.Shuffle(a4, a6, 0x44);
        r5 = Avx.Shuffle(a4, a6, 0xEE);
        r6 = Avx.Shuffle(a5, a7, 0x44);
        r7 = Avx.Shuffle(a5, a7, 0xEE);

        // 0x20 joins the lower halves, 0x31 the upper ones.
        Store(Avx.Permute2x128(r0, r4, 0x20), y, add);
        Store(Avx.Permute2x128(r1, r5, 0x20), y + ys, add);
        Store(Avx.Permute2x128(r2, r6, 0x20), y + 2 * ys, add);
        Store(Avx.Permute2x128(r3, r7, 0x20), y + 3 * ys, add);
        Store(Avx.Permute2x128(r0, r4, 0x31), y + 4 * ys, add);
        Store(Avx.Permute2x128(r1, r5, 0x31), y + 5 * ys, add);
        Store(Avx.Permute2x128(r2, r6, 0x31), y + 6 * ys, add);
        Store(Avx.Permute2x128(r3, r7, 0x31), y + 7 * ys, add);
    }

    private static void Store(Vector256<float> row, float* y, bool add) =>
        (add ? Vector256.Load(y) + row : row).Store(y);
}
