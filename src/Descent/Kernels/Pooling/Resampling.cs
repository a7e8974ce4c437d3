using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Images, channels last, mapped along rows and along columns at once: y = R·x·Cᵀ for each channel, with the bands R and C.</summary>
internal static unsafe class Resampling
{
    /// <summary>y (+)= the map, for output pixels <paramref name="from"/> … <paramref name="to"/> − 1, counted through all images.</summary>
    public static void Run<T>(T* x, T* y, int channels, in Bands<T> rows, in Bands<T> columns, int from, int to, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Run<Lanes512<T>, T>(x, y, 0, channels, rows, columns, from, to, add); break;
            case 256: Run<Lanes256<T>, T>(x, y, 0, channels, rows, columns, from, to, add); break;
            case 128: Run<Lanes128<T>, T>(x, y, 0, channels, rows, columns, from, to, add); break;
            default: Run<Lanes1<T>, T>(x, y, 0, channels, rows, columns, from, to, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<V, T>(T* x, T* y, int channel, int channels, in Bands<T> rows, in Bands<T> columns, int from, int to, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var end = channels - (channels - channel) % V.Count;
        var rowStep = (nint)columns.Input * channels;
        for (var at = from; at < to && channel < end; at++)
        {
            var (line, column) = Math.DivRem(at, columns.Output);
            var (image, row) = Math.DivRem(line, rows.Output);
            int rowCount = rows.Count[row], columnCount = columns.Count[column];
            var source = x + (((nint)image * rows.Input + rows.First[row]) * columns.Input + columns.First[column]) * channels;
            var target = y + (nint)at * channels;
            var rowWeights = rows.Weights == null ? null : rows.Weights + (nint)row * rows.Width;
            var columnWeights = columns.Weights == null ? null : columns.Weights + (nint)column * columns.Width;
            var divisor = rows.Divisors == null ? T.One : rows.Divisors[row] * columns.Divisors[column];
            var divides = divisor != T.One;
            for (var c = channel; c < end; c += V.Count)
            {
                var sum = rowWeights == null
                    ? Sum<V, T>(source + c, rowCount, columnCount, rowStep, channels)
                    : WeightedSum<V, T>(source + c, rowWeights, rowCount, columnWeights, columnCount, rowStep, channels);
                if (divides) sum /= V.All(divisor);
                V.Store(add ? V.Load(target + c) + sum : sum, target + c);
            }
        }

        if (end < channels) Run<Lanes1<T>, T>(x, y, end, channels, rows, columns, from, to, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum<V, T>(T* x, int rows, int columns, nint rowStep, nint columnStep)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // −0, so that a single −0 stays one.
        var sum = V.All(T.NegativeZero);
        for (var i = 0; i < rows; i++, x += rowStep)
        {
            var p = x;
            for (var j = 0; j < columns; j++, p += columnStep) sum += V.Load(p);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V WeightedSum<V, T>(T* x, T* rowWeights, int rows, T* columnWeights, int columns, nint rowStep, nint columnStep)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V sum = default;
        for (var i = 0; i < rows; i++, x += rowStep)
        {
            var p = x;
            for (var j = 0; j < columns; j++, p += columnStep) sum = V.Fma(V.All(rowWeights[i] * columnWeights[j]), V.Load(p), sum);
        }

        return sum;
    }
}
