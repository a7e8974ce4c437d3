using System.Numerics;
using System.Runtime.Intrinsics;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// The gradient of a convolution's filters by the direct algorithm: a matrix product whose long side, the pixels, is summed over.
/// Small filters are summed in a fixed number of parts of the images, which are then added up in order; large ones are shared
/// among threads by channels.
/// </summary>
internal static unsafe class ConvFilterGradient
{
    /// <summary>dw (+)= the gradient of w, given y's.</summary>
    public static void Run<T>(in ConvTaps taps, T* x, T* dy, T* dw, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: ConvFilterGradientJob<T, Vector512<T>, GemmLanes512<T>>.Run(taps, x, dy, dw, add); return;
            case 256: ConvFilterGradientJob<T, Vector256<T>, GemmLanes256<T>>.Run(taps, x, dy, dw, add); return;
            case 128: ConvFilterGradientJob<T, Vector128<T>, GemmLanes128<T>>.Run(taps, x, dy, dw, add); return;
            default: ConvFilterGradientJob<T, T, GemmLanes1<T>>.Run(taps, x, dy, dw, add); return;
        }
    }
}

internal unsafe struct ConvFilterGradientJob<T, V, L> : IJob
    where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T>
{
    // Channels copied at a time, and the size of the copy: 128 KB of floats, a quarter of the smallest second-level cache in use.
    private const int MaxChannels = 64;
    private const int MaxInput = 32 * 1024;

    // Parts of the images, so that up to this many threads find work; and the elements they may take together, 4 MB of floats.
    private const int MaxParts = 16;
    private const int MaxPartial = 1024 * 1024;

    // Pixels further apart than this, a power of two as they usually are, compete for a few lines of the first-level cache: a panel of them
    // is copied together first. It is read again by every tap.
    private const int MaxStride = 64;

    private ConvTaps _taps;
    private T* _x, _dy, _dw;
    private bool _add;
    private int _stretch, _stretches;
    private int _panels, _panelsAtOnce, _panelChunks;
    private int _parts, _imagesInPart;
    private T* _partial;

    private static int PanelWidth => 2 * L.Count;

    public static void Run(in ConvTaps taps, T* x, T* dy, T* dw, bool add)
    {
        var job = new ConvFilterGradientJob<T, V, L> { _taps = taps, _x = x, _dy = dy, _dw = dw, _add = add };
        var size = (nint)taps.Count * taps.Depth * taps.OutChannels;
        job._stretches = (taps.Depth + MaxChannels - 1) / MaxChannels;
        job._stretch = (taps.Depth + job._stretches - 1) / job._stretches;
        job._panels = (taps.Outputs + PanelWidth - 1) / PanelWidth;
        // The number of parts is part of the result: it follows from the shape alone.
        job._parts = (int)Math.Clamp(MaxPartial / size, 1, Math.Min(MaxParts, taps.Images));
        job._imagesInPart = (taps.Images + job._parts - 1) / job._parts;
        job._parts = (taps.Images + job._imagesInPart - 1) / job._imagesInPart;
        job._panelChunks = Math.Clamp(MaxParts / (job._parts * job._stretches), 1, job._panels);
        job._panelsAtOnce = (job._panels + job._panelChunks - 1) / job._panelChunks;
        job._panelChunks = (job._panels + job._panelsAtOnce - 1) / job._panelsAtOnce;
        if (job._parts > 1) job._partial = Scratch.Get<T>(ScratchUse.Partial, job._parts * size);

        var chunks = job._parts * job._stretches * job._panelChunks;
        if (chunks == 1 || size * taps.Images * taps.OutHeight * taps.OutWidth < GemmGrid.WorthThreads) for (var i = 0; i < chunks; i++) job.Run(i);
        else WorkerTeam.Run(ref job, chunks);
        if (job._parts > 1) PartialSums.Add(job._partial, job._parts, size, dw, add);
    }

    public readonly void Run(int index)
    {
        var firstPanel = index % _panelChunks * _panelsAtOnce;
        var rest = index / _panelChunks;
        var channel = rest % _stretches * _stretch;
        var part = rest / _stretches;
        var depth = Math.Min(_stretch, _taps.Depth - channel);
        var panels = Math.Min(_panelsAtOnce, _panels - firstPanel);
        var firstImage = part * _imagesInPart;
        var images = Math.Min(_imagesInPart, _taps.Images - firstImage);
        var to = _parts > 1 ? _partial + part * (nint)_taps.Count * _taps.Depth * _taps.OutChannels : _dw;

        var columns = (_taps.OutWidth - 1) * _taps.ColumnStep + _taps.WindowColumns;
        var rowSize = (nint)columns * depth;
        var rowsAtOnce = (int)Math.Clamp((MaxInput / rowSize - _taps.WindowRows) / _taps.RowStep + 1, 1, _taps.OutHeight);
        rowsAtOnce = (_taps.OutHeight + (_taps.OutHeight + rowsAtOnce - 1) / rowsAtOnce - 1) / ((_taps.OutHeight + rowsAtOnce - 1) / rowsAtOnce);
        for (var group = 0; group < _taps.Groups; group++)
        {
            var accumulate = _parts == 1 && _add;
            for (var n = firstImage; n < firstImage + images; n++)
            {
                for (var row = 0; row < _taps.OutHeight; row += rowsAtOnce)
                {
                    Block(group, channel, depth, n, row, Math.Min(rowsAtOnce, _taps.OutHeight - row), columns, firstPanel, panels, to, accumulate);
                    accumulate = true;
                }
            }
        }
    }

    /// <summary>What some output rows of one image add.</summary>
    private readonly void Block(int group, int channel, int depth, int image, int firstRow, int rows, int columns, int firstPanel, int panels, T* to, bool accumulate)
    {
        var rowSize = (nint)columns * depth;
        var inputRows = (rows - 1) * _taps.RowStep + _taps.WindowRows;
        var input = Scratch.Get<T>(ScratchUse.Input, inputRows * rowSize + ConvTile<T, V, L>.Slack);
        ConvBorder.Copy(_x + (nint)image * _taps.Height * _taps.Width * _taps.Channels + group * _taps.Depth + channel, _taps.Height, _taps.Width, _taps.Channels, depth,
            firstRow * _taps.RowStep - _taps.Top, -_taps.Left, inputRows, columns, input);

        // Where all channels are here, the taps of a row are neighbours both in the input and in the filter.
        var run = depth == _taps.Depth ? _taps.RunLength : 1;
        var slopes = _dy + image * _taps.ImageStride + firstRow * _taps.RowStride + group * _taps.Outputs;
        for (var panel = firstPanel; panel < firstPanel + panels; panel++)
        {
            var width = Math.Min(PanelWidth, _taps.Outputs - panel * PanelWidth);
            T* b = slopes + panel * PanelWidth;
            nint bRow = _taps.RowStride, bStep = _taps.ColumnStride;
            if (_taps.OutChannels > MaxStride)
            {
                b = Pack(b, rows, width);
                (bRow, bStep) = ((nint)_taps.OutWidth * PanelWidth, PanelWidth);
            }

            for (var i = 0; i < _taps.Count; i += run)
            {
                ConvFilterTile<T, V, L>.Column(input + _taps.Taps[i].Row * rowSize + _taps.Taps[i].Column * depth, _taps.RowStep * rowSize, (nint)_taps.ColumnStep * depth,
                    b, bRow, bStep, rows, _taps.OutWidth,
                    to + ((nint)i * _taps.Depth + channel) * _taps.OutChannels + group * _taps.Outputs + panel * PanelWidth, _taps.OutChannels, run * depth, width, accumulate);
            }
        }
    }

    /// <summary>One panel of the output's gradient at some rows, pixel after pixel.</summary>
    private readonly T* Pack(T* from, int rows, int width)
    {
        var to = Scratch.Get<T>(ScratchUse.Output, (nint)rows * _taps.OutWidth * PanelWidth);
        var pixel = to;
        for (var r = 0; r < rows; r++)
        {
            for (var j = 0; j < _taps.OutWidth; j++, pixel += PanelWidth)
                new ReadOnlySpan<T>(from + r * _taps.RowStride + j * _taps.ColumnStride, width).CopyTo(new Span<T>(pixel, width));
        }

        return to;
    }
}
