using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Kernels;

/// <summary>Pixels to numbers: y = x·scale + shift, rounded once, so that every width of vectors gives the same bits.</summary>
internal static unsafe class PixelConversion
{
    /// <summary>Converts rows that all have the same scale and shift at each place.</summary>
    /// <param name="pixels">rows · row bytes.</param>
    /// <param name="scale">A factor for each place of a row.</param>
    /// <param name="shift">A summand for each place of a row.</param>
    /// <param name="row">Numbers a row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="numbers">Receives rows · row numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(byte* pixels, float* scale, float* shift, int row, int rows, float* numbers)
    {
        for (var y = 0; y < rows; y++, pixels += row, numbers += row)
        {
            var x = 0;
            for (; x + 16 <= row; x += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(pixels + x));
                Store(Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low)), scale + x, shift + x, numbers + x);
                Store(Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high)), scale + x + 8, shift + x + 8, numbers + x + 8);
            }

            for (; x < row; x++) numbers[x] = MathF.FusedMultiplyAdd(pixels[x], scale[x], shift[x]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> x, float* scale, float* shift, float* numbers) =>
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(x.AsInt32()), Vector256.Load(scale), Vector256.Load(shift)).Store(numbers);
}
