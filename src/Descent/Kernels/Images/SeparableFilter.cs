using System.Numerics.Tensors;

namespace Descent.Kernels;

/// <summary>A weighted sum over columns, then over rows, with the same weights; beyond the edges the image is mirrored.</summary>
internal static class SeparableFilter
{
    [ThreadStatic]
    private static float[]? t_rows;

    /// <param name="source">[height, width, channels].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <param name="weights">An odd number of weights.</param>
    /// <param name="target">Receives as many pixels, rounded to the nearest.</param>
    public static void Run(ReadOnlySpan<byte> source, int height, int width, int channels, ReadOnlySpan<float> weights, Span<byte> target)
    {
        // One row of the sum over rows, with the mirrored pixels that the sum over columns reads on both sides; and a row as numbers.
        var (reach, row) = (weights.Length / 2, width * channels);
        var length = row + 2 * reach * channels;
        if (t_rows is null || t_rows.Length < length + 2 * row) t_rows = new float[length + 2 * row];
        Span<float> wide = t_rows.AsSpan(0, length), line = t_rows.AsSpan(length, row), sum = t_rows.AsSpan(length + row, row);
        var middle = wide.Slice(reach * channels, row);
        for (var y = 0; y < height; y++)
        {
            middle.Clear();
            for (var i = -reach; i <= reach; i++)
            {
                TensorPrimitives.ConvertTruncating(source.Slice(Resample.Index(y + i, height, Surroundings.Reflect) * row, row), line);
                TensorPrimitives.MultiplyAdd(line, weights[i + reach], middle, middle);
            }

            for (var i = 1; i <= reach; i++)
                for (var channel = 0; channel < channels; channel++)
                {
                    wide[(reach - i) * channels + channel] = middle[Resample.Index(-i, width, Surroundings.Reflect) * channels + channel];
                    wide[(reach + width - 1 + i) * channels + channel] = middle[Resample.Index(width - 1 + i, width, Surroundings.Reflect) * channels + channel];
                }

            sum.Clear();
            for (var i = 0; i < weights.Length; i++) TensorPrimitives.MultiplyAdd(wide.Slice(i * channels, row), weights[i], sum, sum);
            var to = target.Slice(y * row, row);
            for (var i = 0; i < row; i++) to[i] = (byte)(int)Math.Clamp(sum[i] + 0.5f, 0, 255);
        }
    }
}
