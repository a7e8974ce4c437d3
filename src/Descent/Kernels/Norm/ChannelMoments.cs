using System.Numerics;
using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>What each chunk of rows contributes to the sums of a normalization by channels, in double, and what comes of all chunks.</summary>
internal static unsafe class ChannelMoments
{
    /// <summary>
    /// For each channel of [rows, channels]: parts[c] = the mean, parts[channels + c] = Σ (x − mean)².
    /// <para>The sums are of x − k and (x − k)² for k the mean of the first sixteenth of the rows. By Jensen's inequality (k − mean)² is at most
    /// Σ (x − mean)² over those rows divided by their number, so the sum of squares is at most 17 times the result, and no more than four bits
    /// cancel, whatever the numbers are.</para>
    /// </summary>
    [SkipLocalsInit]
    public static void Chunk<T>(T* x, int rows, int channels, int side, double* parts)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var room = stackalloc T[3 * Most];
        T* centre = room, sum = room + Most, squares = room + 2 * Most;
        for (var tile = 0; tile < channels; tile += ChannelSums.Tile)
        {
            var columns = Math.Min(ChannelSums.Tile, channels - tile);
            var width = columns * side;
            var first = Math.Min(((rows + 15) / 16 + side - 1) / side * side, rows);

            // The mean of the first rows.
            Clear(centre, width);
            Sum(x + tile, channels, first, columns, side, centre, sum, squares);
            for (var c = 0; c < columns; c++) centre[c] = Literal.Of<T>(Fold(sum, c, columns, side) * (1.0 / first));
            for (var i = columns; i < width; i++) centre[i] = centre[i - columns];
            Sum(x + tile, channels, rows, columns, side, centre, sum, squares);
            for (var c = 0; c < columns; c++)
            {
                var s = Fold(sum, c, columns, side);
                parts[tile + c] = WideSum.AsDouble(centre[c]) + s * (1.0 / rows);
                parts[channels + tile + c] = Math.Max(Fold(squares, c, columns, side) - s * s * (1.0 / rows), 0);
            }
        }
    }

    /// <summary>For each channel: parts[c] = Σ dz, parts[channels + c] = Σ dz·(x − centre).</summary>
    [SkipLocalsInit]
    public static void GradientChunk<TSlope, T>(T* x, T* y, T* dy, int rows, int channels, int side, in ChannelNumbers<T> numbers, double* parts)
        where TSlope : struct, IChannelSlope
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var room = stackalloc T[2 * Most];
        T* sum = room, products = room + Most;
        for (var tile = 0; tile < channels; tile += ChannelSums.Tile)
        {
            var columns = Math.Min(ChannelSums.Tile, channels - tile);
            var width = columns * side;
            Clear(sum, width);
            Clear(products, width);
            var here = numbers.From(tile);
            var wide = rows / side;
            nint stride = channels * side, done = tile + wide * stride;
            ChannelSums.Gradient<TSlope, T>(x + tile, y + tile, dy + tile, stride, wide, width, here, sum, products);
            if (rows % side > 0)
                ChannelSums.Gradient<TSlope, T>(x + done, y + done, dy + done, stride, 1, rows % side * columns, here, sum, products);
            for (var c = 0; c < columns; c++)
            {
                parts[tile + c] = Fold(sum, c, columns, side);
                parts[channels + tile + c] = Fold(products, c, columns, side);
            }
        }
    }

    /// <summary>
    /// Mean and biased variance of each group of neighbouring channels from those of the chunks, through their means (Chan, Golub and LeVeque, 1983). All is
    /// counted from the first chunk's first channel: a constant group has exactly its constant as mean and 0 as variance.
    /// </summary>
    public static void Combine(double* parts, in ChannelPattern pattern, int groups, double* mean, double* variance)
    {
        int channels = pattern.Channels, each = channels / groups;
        for (var g = 0; g < groups; g++) mean[g] = variance[g] = 0;
        for (var k = 0; k < pattern.Chunks; k++)
        {
            var part = parts + (nint)k * 2 * channels;
            var share = pattern.RowsOf(k) / ((double)pattern.Rows * each);
            for (int g = 0, c = 0; g < groups; g++)
                for (var end = c + each; c < end; c++) mean[g] += share * (part[c] - parts[g * each]);
        }

        for (var g = 0; g < groups; g++) mean[g] += parts[g * each];
        for (var k = 0; k < pattern.Chunks; k++)
        {
            var part = parts + (nint)k * 2 * channels;
            double rows = pattern.RowsOf(k);
            for (int g = 0, c = 0; g < groups; g++)
            {
                for (var end = c + each; c < end; c++)
                {
                    var d = part[c] - mean[g];
                    variance[g] += part[channels + c] + rows * d * d;
                }
            }
        }

        for (var g = 0; g < groups; g++) variance[g] /= (double)pattern.Rows * each;
    }

    /// <summary>sums[c] = Σ parts[k, c] over the chunks, for both sums of all channels.</summary>
    public static void Add(double* parts, in ChannelPattern pattern, double* sums)
    {
        var count = 2 * pattern.Channels;
        for (var i = 0; i < count; i++) sums[i] = 0;
        for (var k = 0; k < pattern.Chunks; k++)
        {
            var part = parts + (nint)k * count;
            for (var i = 0; i < count; i++) sums[i] += part[i];
        }
    }

    // Narrow rows are widened to less than 16 times 128 columns, wide ones cut into tiles.
    private const int Most = 2048;

    private static void Sum<T>(T* x, int channels, int rows, int columns, int side, T* centre, T* sum, T* squares)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = columns * side;
        Clear(sum, width);
        Clear(squares, width);
        nint stride = channels * side;
        var wide = rows / side;
        ChannelSums.Moments(x, stride, wide, width, centre, sum, squares);
        if (rows % side > 0) ChannelSums.Moments(x + wide * stride, stride, 1, rows % side * columns, centre, sum, squares);
    }

    /// <summary>A channel's sum from the wide row's, in order.</summary>
    private static double Fold<T>(T* sums, int channel, int channels, int side)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var s = 0; s < side; s++) sum += WideSum.AsDouble(sums[s * channels + channel]);
        return sum;
    }

    private static void Clear<T>(T* x, int n)
        where T : unmanaged => new Span<T>(x, n).Clear();
}
