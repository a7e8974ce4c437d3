using Descent.Kernels;

namespace Descent;

/// <summary>Some pixels of an image, one after the other in reading order, with a row of numbers for each channel: 0 … 255.</summary>
public readonly unsafe ref struct PixelBlock
{
    internal PixelBlock(float* planes, int stride, int first, int count, ImageSize size, int channels, ReadOnlySpan<double> table)
    {
        Planes = planes;
        (Stride, First, Count, Size, Channels) = (stride, first, count, size, channels);
        Table = table;
    }

    internal float* Planes { get; }

    internal int Stride { get; }

    /// <summary>The first pixel's place in reading order: row · width + column. A multiple of 4.</summary>
    public int First { get; }

    /// <summary>How many pixels.</summary>
    public int Count { get; }

    /// <summary>The whole image's size.</summary>
    public ImageSize Size { get; }

    /// <summary>Numbers a pixel.</summary>
    public int Channels { get; }

    /// <summary>What the transform measured before, as it left it.</summary>
    public ReadOnlySpan<double> Table { get; }

    /// <summary>The numbers of a channel, one a pixel.</summary>
    /// <param name="channel">The channel: of colours 0 is red, 1 green, 2 blue.</param>
    public Span<float> Channel(int channel) => new(Plane(channel), Count);

    internal float* Plane(int channel) => Planes + channel * Stride;

    /// <summary>The same function of every channel.</summary>
    internal void Each<F>(F f)
        where F : struct, IChannelFn
    {
        for (var channel = 0; channel < Channels; channel++) PixelFns.Run(f, Plane(channel), Count);
    }

    /// <summary>A function of red, green and blue; nothing where there are no colours.</summary>
    internal void EachColor<F>(F f)
        where F : struct, IColorFn
    {
        if (Channels == 3) PixelFns.Run(f, Plane(0), Plane(1), Plane(2), Count);
    }

    /// <summary>Covers what the block has of a rectangle, with a value or with noise.</summary>
    internal void Cover(int left, int top, int width, int height, byte? value, in ImageRandom random)
    {
        var (from, to) = (Math.Max(left, 0), Math.Min(left + width, Size.Width));
        if (from >= to) return;
        Span<float> noise = stackalloc float[value is null ? Count : 0];
        for (var channel = 0; channel < Channels; channel++)
        {
            if (value is null) random.Noise(channel, First, noise);
            var numbers = Channel(channel);
            for (var y = Math.Max(top, First / Size.Width); y < Math.Min(top + height, (First + Count - 1) / Size.Width + 1); y++)
            {
                // The part of the row that is both in the rectangle and in the block.
                int begin = Math.Max(y * Size.Width + from - First, 0), end = Math.Min(y * Size.Width + to - First, Count);
                if (value is { } one)
                {
                    if (begin < end) numbers[begin..end].Fill(one);
                }
                else
                {
                    for (var i = begin; i < end; i++) numbers[i] = MathF.Floor(256 * noise[i]);
                }
            }
        }
    }
}
