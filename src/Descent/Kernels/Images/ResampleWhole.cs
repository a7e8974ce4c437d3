using System.Runtime.CompilerServices;

namespace Descent.Kernels;

/// <summary>Draws an image anew where every pixel of the result is one of the source: flips, and shifts and pieces by whole pixels.</summary>
internal static unsafe class ResampleWhole
{
    /// <inheritdoc cref="Resample.Run"/>
    public static void Run(in PixelArgs source, in PixelMap map, Surroundings outside, byte fill, in PixelArgs target)
    {
        var (width, channels) = (source.Width, source.Channels);

        // Columns [first, last) of the result lie inside the source; pixel x is column step·x + start of it.
        int step = (int)map.A, start = (int)map.C;
        var (low, high) = step > 0 ? (-(long)start, (long)source.Width - start) : ((long)start - source.Width + 1, (long)start + 1);
        int first = (int)Math.Clamp(low, 0, target.Width), last = (int)Math.Clamp(high, first, target.Width);
        for (var y = 0; y < target.Height; y++)
        {
            var to = target.Data + y * (nint)target.Row;
            var line = Resample.Index((int)map.E * y + (int)map.F, source.Height, outside);
            if (line < 0)
            {
                new Span<byte>(to, target.Row).Fill(fill);
                continue;
            }

            var from = source.Data + line * (nint)source.Row;
            Outside(0, first);
            if (step > 0) Buffer.MemoryCopy(from + (first + start) * channels, to + first * channels, (last - first) * channels, (last - first) * channels);
            else Mirror(from + (start - first) * (nint)channels, to + first * channels, channels, last - first);
            Outside(last, target.Width);

            void Outside(int begin, int end)
            {
                if (outside == Surroundings.Constant) new Span<byte>(to + begin * channels, (end - begin) * channels).Fill(fill);
                else for (var x = begin; x < end; x++) Copy(from + Resample.Index(step * x + start, width, outside) * channels, to + x * channels, channels);
            }
        }
    }

    /// <summary>Copies pixels from <paramref name="from"/> leftwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Mirror(byte* from, byte* to, int channels, int count)
    {
        if (channels == 3)
        {
            // Four bytes at once, the fourth being overwritten by the next pixel: a third of the moves. The row's rightmost pixel may be the
            // image's last, behind which nothing may be read.
            if (count > 0) Copy(from, to, channels);
            for (var i = 1; i < count; i++) Unsafe.WriteUnaligned(to + 3 * i, Unsafe.ReadUnaligned<uint>(from - 3 * i));
        }
        else if (channels == 1)
        {
            for (var i = 0; i < count; i++) to[i] = from[-i];
        }
        else
        {
            for (var i = 0; i < count; i++) Copy(from - i * channels, to + i * channels, channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, byte* to, int channels)
    {
        for (var channel = 0; channel < channels; channel++) to[channel] = from[channel];
    }
}
