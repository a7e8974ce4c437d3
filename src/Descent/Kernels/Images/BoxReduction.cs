using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>
/// Makes an image smaller by whole factors: each pixel is the mean of a box. It goes before interpolation wherever an image shrinks to less
/// than half, because four neighbours would see only a part of the pixels, and fine patterns would turn into false coarse ones.
/// </summary>
internal static unsafe class BoxReduction
{
    /// <param name="source">The image.</param>
    /// <param name="down">Rows a box; at the lower edge, what is left.</param>
    /// <param name="right">Columns a box; at the right edge, what is left.</param>
    /// <param name="sums">Room for a row of the source.</param>
    /// <param name="target">⌈height/down⌉ × ⌈width/right⌉ pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(in PixelArgs source, int down, int right, uint* sums, in PixelArgs target)
    {
        var (row, channels) = (source.Row, source.Channels);
        for (var y = 0; y < target.Height; y++)
        {
            var lines = Math.Min(down, source.Height - y * down);
            new Span<uint>(sums, row).Clear();
            for (var line = 0; line < lines; line++)
            {
                var from = source.Data + (y * (nint)down + line) * row;
                for (var i = 0; i < row; i++) sums[i] += from[i];
            }

            var to = target.Data + y * (nint)target.Row;
            for (var x = 0; x < target.Width; x++)
            {
                var columns = Math.Min(right, source.Width - x * right);
                var size = (uint)(columns * lines);
                for (var channel = 0; channel < channels; channel++)
                {
                    var at = sums + x * right * channels + channel;
                    var sum = size / 2; // rounds to the nearest
                    for (var column = 0; column < columns; column++) sum += at[column * channels];
                    *to++ = (byte)(sum / size);
                }
            }
        }
    }
}
