using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// Depthwise convolution: a filter for each channel. Channels lie side by side, so that a vector of them is computed with a vector of
/// filters; there is no matrix product in it. The weight is [taps, channels].
/// </summary>
internal static unsafe class ConvDepthwise
{
    // Channels at a time, and the size of a chunk's copy of the input: 64 KB of floats.
    private const int MaxChannels = 64;
    private const int MaxInput = 16 * 1024;

    /// <summary>y (+)= the convolution of x with w, plus bias where there is one; also the input's gradient.</summary>
    public static void Run<T>(in ConvTaps taps, T* x, T* w, T* bias, T* y, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = new Job<T> { Taps = taps, X = x, W = w, Bias = bias, Y = y, AddTo = add };
        var columns = (taps.OutWidth - 1) * taps.ColumnStep + taps.WindowColumns;
        var rowSize = columns * Math.Min(taps.Channels, MaxChannels);
        job.Rows = Math.Clamp((MaxInput / rowSize - taps.WindowRows) / taps.RowStep + 1, 1, taps.OutHeight);
        job.Chunks = (taps.OutHeight + job.Rows - 1) / job.Rows;
        WorkerTeam.Run(ref job, taps.Images * job.Chunks);
    }

    /// <summary>dw (+)= the gradient of w, given y's.</summary>
    public static void FilterGradient<T>(in ConvTaps taps, T* x, T* dy, T* dw, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int MaxParts = 16;                                         // threads that find work; it is part of the result
        var parts = Math.Min(MaxParts, taps.Images);
        var job = new GradientJob<T> { Taps = taps, X = x, Dy = dy, Images = (taps.Images + parts - 1) / parts };
        parts = (taps.Images + job.Images - 1) / job.Images;
        var size = (nint)taps.Count * taps.Channels;
        job.Sums = Scratch.Get<T>(ScratchUse.Shared, parts * size);
        WorkerTeam.Run(ref job, parts);
        PartialSums.Add(job.Sums, parts, size, dw, add);
    }

    /// <summary>Some rows of one image.</summary>
    private struct Job<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ConvTaps Taps;
        public T* X, W, Bias, Y;
        public bool AddTo;
        public int Rows, Chunks;

        public readonly void Run(int index)
        {
            int image = index / Chunks, first = index % Chunks * Rows;
            var rows = Math.Min(Rows, Taps.OutHeight - first);
            var offsets = stackalloc nint[2 * Taps.Count];
            for (var channel = 0; channel < Taps.Channels; channel += MaxChannels)
            {
                var depth = Math.Min(MaxChannels, Taps.Channels - channel);
                var input = Copy(Taps, X, image, first, rows, channel, depth, offsets, out var rowSize);
                for (var i = 0; i < Taps.Count; i++) offsets[Taps.Count + i] = (nint)Taps.Taps[i].Weight * Taps.Channels;
                for (var r = 0; r < rows; r++)
                {
                    Row(input + r * Taps.RowStep * rowSize, Taps.ColumnStep * (nint)depth, offsets, Taps.Count, W + channel, Bias == null ? null : Bias + channel,
                        Y + image * Taps.ImageStride + (first + r) * Taps.RowStride + channel, Taps.ColumnStride, Taps.OutWidth, depth, AddTo);
                }
            }
        }
    }

    /// <summary>The sums over some images.</summary>
    private struct GradientJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ConvTaps Taps;
        public T* X, Dy, Sums;
        public int Images;

        public readonly void Run(int index)
        {
            var sums = Sums + (nint)index * Taps.Count * Taps.Channels;
            new Span<T>(sums, Taps.Count * Taps.Channels).Clear();
            var offsets = stackalloc nint[Taps.Count];
            for (var image = index * Images; image < Math.Min(Taps.Images, (index + 1) * Images); image++)
            {
                for (var channel = 0; channel < Taps.Channels; channel += MaxChannels)
                {
                    var depth = Math.Min(MaxChannels, Taps.Channels - channel);
                    for (var row = 0; row < Taps.OutHeight; row++)
                    {
                        var input = Copy(Taps, X, image, row, 1, channel, depth, offsets, out _);
                        GradientRow(input, Taps.ColumnStep * (nint)depth, offsets, Taps.Count, Dy + image * Taps.ImageStride + row * Taps.RowStride + channel, Taps.ColumnStride, Taps.OutWidth,
                            sums + channel, Taps.Channels, depth);
                    }
                }
            }
        }
    }

    /// <summary>Some channels of what some output rows see, with its border, and where each tap lies in it.</summary>
    private static T* Copy<T>(in ConvTaps taps, T* x, int image, int firstRow, int rows, int channel, int depth, nint* offsets, out nint rowSize)
        where T : unmanaged
    {
        var columns = (taps.OutWidth - 1) * taps.ColumnStep + taps.WindowColumns;
        rowSize = (nint)columns * depth;
        var inputRows = (rows - 1) * taps.RowStep + taps.WindowRows;
        var to = Scratch.Get<T>(ScratchUse.Input, inputRows * rowSize);
        ConvBorder.Copy(x + (nint)image * taps.Height * taps.Width * taps.Channels + channel, taps.Height, taps.Width, taps.Channels, depth,
            firstRow * taps.RowStep - taps.Top, -taps.Left, inputRows, columns, to);
        for (var i = 0; i < taps.Count; i++) offsets[i] = taps.Taps[i].Row * rowSize + taps.Taps[i].Column * depth;
        return to;
    }

    private static void Row<T>(T* x, nint step, nint* offsets, int taps, T* w, T* bias, T* y, nint yStep, int columns, int channels, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: Row<Lanes512<T>, T>(x, step, offsets, taps, w, bias, y, yStep, columns, channels, add); break;
            case 256: Row<Lanes256<T>, T>(x, step, offsets, taps, w, bias, y, yStep, columns, channels, add); break;
            case 128: Row<Lanes128<T>, T>(x, step, offsets, taps, w, bias, y, yStep, columns, channels, add); break;
            default: Row<Lanes1<T>, T>(x, step, offsets, taps, w, bias, y, yStep, columns, channels, add); break;
        }
    }

    // offsets: of the taps in x, then of the taps in w. Four pixels at a time share the load of a filter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<V, T>(T* x, nint step, nint* offsets, int taps, T* w, T* bias, T* y, nint yStep, int columns, int channels, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint c = 0;
        for (; c <= channels - V.Count; c += V.Count)
        {
            var start = bias == null ? default : V.Load(bias + c);
            T* from = x + c, to = y + c;
            var left = columns;
            for (; left >= 4; left -= 4)
            {
                V s0 = start, s1 = start, s2 = start, s3 = start;
                for (nint t = 0; t < taps; t++)
                {
                    var filter = V.Load(w + offsets[taps + t] + c);
                    var at = from + offsets[t];
                    s0 = V.Fma(V.Load(at), filter, s0);
                    s1 = V.Fma(V.Load(at + step), filter, s1);
                    s2 = V.Fma(V.Load(at + 2 * step), filter, s2);
                    s3 = V.Fma(V.Load(at + 3 * step), filter, s3);
                }

                V.Store(add ? V.Load(to) + s0 : s0, to);
                V.Store(add ? V.Load(to + yStep) + s1 : s1, to + yStep);
                V.Store(add ? V.Load(to + 2 * yStep) + s2 : s2, to + 2 * yStep);
                V.Store(add ? V.Load(to + 3 * yStep) + s3 : s3, to + 3 * yStep);
                from += 4 * step;
                to += 4 * yStep;
            }

            for (; left > 0; left--)
            {
                var sum = start;
                for (nint t = 0; t < taps; t++) sum = V.Fma(V.Load(from + offsets[t]), V.Load(w + offsets[taps + t] + c), sum);
                V.Store(add ? V.Load(to) + sum : sum, to);
                from += step;
                to += yStep;
            }
        }

        if (c < channels && V.Count > 1) Row<Lanes1<T>, T>(x + c, step, offsets, taps, w + c, bias == null ? null : bias + c, y + c, yStep, columns, (int)(channels - c), add);
    }

    private static void GradientRow<T>(T* x, nint step, nint* offsets, int taps, T* dy, nint dyStep, int columns, T* sums, nint stride, int channels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: GradientRow<Lanes512<T>, T>(x, step, offsets, taps, dy, dyStep, columns, sums, stride, channels); break;
            case 256: GradientRow<Lanes256<T>, T>(x, step, offsets, taps, dy, dyStep, columns, sums, stride, channels); break;
            case 128: GradientRow<Lanes128<T>, T>(x, step, offsets, taps, dy, dyStep, columns, sums, stride, channels); break;
            default: GradientRow<Lanes1<T>, T>(x, step, offsets, taps, dy, dyStep, columns, sums, stride, channels); break;
        }
    }

    // Three taps at a time, a row of the usual filter, share the load of a gradient.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GradientRow<V, T>(T* x, nint step, nint* offsets, int taps, T* dy, nint dyStep, int columns, T* sums, nint stride, int channels)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint c = 0;
        for (; c <= channels - V.Count; c += V.Count)
        {
            nint t = 0;
            for (; t <= taps - 3; t += 3)
            {
                T* a = x + offsets[t] + c, b = x + offsets[t + 1] + c, d = x + offsets[t + 2] + c, slope = dy + c;
                V s0 = default, s1 = default, s2 = default;
                for (var j = columns; j > 0; j--)
                {
                    var g = V.Load(slope);
                    s0 = V.Fma(V.Load(a), g, s0);
                    s1 = V.Fma(V.Load(b), g, s1);
                    s2 = V.Fma(V.Load(d), g, s2);
                    slope += dyStep;
                    a += step;
                    b += step;
                    d += step;
                }

                V.Store(V.Load(sums + t * stride + c) + s0, sums + t * stride + c);
                V.Store(V.Load(sums + (t + 1) * stride + c) + s1, sums + (t + 1) * stride + c);
                V.Store(V.Load(sums + (t + 2) * stride + c) + s2, sums + (t + 2) * stride + c);
            }

            for (; t < taps; t++)
            {
                T* a = x + offsets[t] + c, slope = dy + c;
                V sum = default;
                for (var j = columns; j > 0; j--)
                {
                    sum = V.Fma(V.Load(a), V.Load(slope), sum);
                    slope += dyStep;
                    a += step;
                }

                V.Store(V.Load(sums + t * stride + c) + sum, sums + t * stride + c);
            }
        }

        if (c < channels && V.Count > 1) GradientRow<Lanes1<T>, T>(x + c, step, offsets, taps, dy + c, dyStep, columns, sums + c, stride, (int)(channels - c));
    }
}
