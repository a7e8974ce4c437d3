using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Kernels;

/// <summary>
/// Draws an image anew through a map, each pixel from all that a filter reaches; where the image shrinks the filter is wider, so that no pixel is left out.
/// Along the axes, rows come first and columns second, in whole numbers as Pillow computes them: the result is Pillow's to the bit.
/// </summary>
internal sealed unsafe class ResampleFiltered
{
    private const int Half = 1 << (FilterWindows.Precision - 1);

    private readonly FilterWindows _across = new(), _down = new();
    private byte[] _rows = [];

    /// <param name="source">The image.</param>
    /// <param name="map">From the result's pixels to places in the source.</param>
    /// <param name="steps">How many pixels of the source, across and down, lie between two of the result.</param>
    /// <param name="filter">What counts how much.</param>
    /// <param name="outside">What lies around the source.</param>
    /// <param name="fill">The value of what lies around, where that is one value.</param>
    /// <param name="target">The result, with the source's channels and <see cref="Resample.Slack"/> bytes behind it.</param>
    public void Run(in PixelArgs source, in PixelMap map, (double Across, double Down) steps, ResampleFilter filter, Surroundings outside, byte fill, in PixelArgs target)
    {
        if (map is { IsAffine: true, B: 0, D: 0 }) AlongAxes(source, map, filter, outside, fill, target);
        else Anyhow(source, map, steps, filter, outside, fill, target);
    }

    private void AlongAxes(in PixelArgs source, in PixelMap map, ResampleFilter filter, Surroundings outside, byte fill, in PixelArgs target)
    {
        _across.Fit(filter, map.A / map.I, map.C / map.I, target.Width, source.Width, outside);
        _down.Fit(filter, map.E / map.I, map.F / map.I, target.Height, source.Height, outside);
        int top = source.Height, bottom = 0; // the rows that are looked at
        foreach (var first in _down.First[..target.Height])
            if (first >= 0) (top, bottom) = (Math.Min(top, first), Math.Max(bottom, first + _down.Length));
        var (row, bytes) = (target.Row, Math.Max(bottom - top, 0) * target.Row + Resample.Slack);
        if (_rows.Length < bytes) _rows = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        fixed (byte* rows = _rows)
        fixed (int* first = _across.First, weights = _across.Weights, firstRow = _down.First, rowWeights = _down.Weights)
        {
            var end = source.Data + source.Row * (nint)source.Height;
            for (var y = top; y < bottom; y++) Row(source.Data + y * (nint)source.Row, end, source.Channels, first, weights, _across.Length, fill, rows + (y - top) * (nint)row, target.Width);
            for (var y = 0; y < target.Height; y++)
            {
                var to = target.Data + y * (nint)row;
                if (firstRow[y] < 0) new Span<byte>(to, row).Fill(fill);
                else Column(rows + (firstRow[y] - top) * (nint)row, row, rowWeights + y * _down.Length, _down.Length, to);
            }

            // What lies to the left and right is the fill, whatever the columns' weights made of it.
            for (var x = 0; x < target.Width; x++)
                if (first[x] < 0)
                    for (var y = 0; y < target.Height; y++) new Span<byte>(target.Data + y * (nint)row + x * target.Channels, target.Channels).Fill(fill);
        }
    }

    /// <summary>Filters a row of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row(byte* from, byte* end, int channels, int* first, int* weights, int most, byte fill, byte* to, int width)
    {
        for (var x = 0; x < width; x++, to += channels, weights += most)
        {
            if (first[x] < 0)
            {
                new Span<byte>(to, channels).Fill(fill);
                continue;
            }

            var p = from + first[x] * (nint)channels;
            if (channels == 3 && p + 3 * most < end)
            {
                // One vector a pixel: red, green, blue, and a fourth number that the next pixel overwrites.
                var sum = Vector128.Create(Half);
                for (var k = 0; k < most; k++, p += 3) sum += Load(p) * Vector128.Create(weights[k]);
                Unsafe.WriteUnaligned(to, Bytes(sum));
                continue;
            }

            for (var channel = 0; channel < channels; channel++)
            {
                var sum = Half;
                for (var k = 0; k < most; k++) sum += p[k * channels + channel] * weights[k];
                to[channel] = Byte(sum);
            }
        }
    }

    /// <summary>Filters rows of bytes that lie one below the other into one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Column(byte* from, int row, int* weights, int most, byte* to)
    {
        var x = 0;
        for (; x + 4 <= row; x += 4)
        {
            var p = from + x;
            var sum = Vector128.Create(Half);
            for (var k = 0; k < most; k++, p += row) sum += Load(p) * Vector128.Create(weights[k]);
            Unsafe.WriteUnaligned(to + x, Bytes(sum));
        }

        for (; x < row; x++)
        {
            var sum = Half;
            for (var k = 0; k < most; k++) sum += from[k * (nint)row + x] * weights[k];
            to[x] = Byte(sum);
        }
    }

    /// <summary>Any map, by the formula: at each place the weights of both axes.</summary>
    private static void Anyhow(in PixelArgs source, in PixelMap map, (double Across, double Down) steps, ResampleFilter filter, Surroundings outside, byte fill, in PixelArgs target)
    {
        var (width, height, channels) = (source.Width, source.Height, source.Channels);
        var across = new FilterWindow(filter, steps.Across, width);
        var down = new FilterWindow(filter, steps.Down, height);
        var to = target.Data;
        for (var y = 0; y < target.Height; y++)
            for (var x = 0; x < target.Width; x++, to += channels)
            {
                var w = map.G * x + map.H * y + map.I;
                var column = FilterWindow.Inside((map.A * x + map.B * y + map.C) / w, width, outside);
                var line = FilterWindow.Inside((map.D * x + map.E * y + map.F) / w, height, outside);
                if (double.IsNaN(column) || double.IsNaN(line))
                {
                    new Span<byte>(to, channels).Fill(fill);
                    continue;
                }

                across.MoveTo(column);
                down.MoveTo(line);
                for (var channel = 0; channel < channels; channel++)
                {
                    var sum = 0.0;
                    for (var j = 0; j < down.Weights.Length; j++)
                    {
                        var p = source.Data + (down.First + j) * (nint)source.Row + across.First * channels + channel;
                        var inRow = 0.0;
                        for (var i = 0; i < across.Weights.Length; i++, p += channels) inRow += *p * across.Weights[i];
                        sum += inRow * down.Weights[j];
                    }

                    to[channel] = (byte)Math.Clamp(sum + 0.5, 0, 255);
                }
            }
    }

    private static Vector128<int> Load(byte* bytes) => Sse41.IsSupported
        ? Sse41.ConvertToVector128Int32(bytes)
        : Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(bytes)).AsByte())).AsInt32();

    private static uint Bytes(Vector128<int> sums)
    {
        var levels = Vector128.Min(Vector128.Max(sums >> FilterWindows.Precision, Vector128<int>.Zero), Vector128.Create(255));
        return Vector128.Shuffle(levels.AsByte(), Vector128.Create((byte)0, 4, 8, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).AsUInt32().ToScalar();
    }

    private static byte Byte(int sum) => (byte)Math.Clamp(sum >> FilterWindows.Precision, 0, 255);
}
