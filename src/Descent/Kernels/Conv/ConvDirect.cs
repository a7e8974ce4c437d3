using System.Numerics;
using System.Runtime.Intrinsics;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// The direct algorithm: a matrix product whose left operand, the windows, is never written down (implicit GEMM; Chetlur et al., "cuDNN:
/// Efficient primitives for deep learning", 2014). A chunk is some output rows by some panels of output channels. For a stretch of the
/// channels its part of the input is copied with its border of zeros, small enough to stay in the second-level cache, and meets that
/// stretch of each panel of filters, which stays in the first.
/// <para>Every output is summed in the same order whatever chunk it lies in.</para>
/// </summary>
internal static unsafe class ConvDirect
{
    /// <summary>
    /// y (+)= the convolution of x with w, plus bias where there is one. <paramref name="weightOutputs"/> is the size of the weight's last axis.
    /// </summary>
    public static void Run<T>(in ConvTaps taps, T* x, T* w, int weightOutputs, T* bias, T* y, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: ConvDirectJob<T, Vector512<T>, GemmLanes512<T>>.Run(taps, x, w, weightOutputs, bias, y, add); return;
            case 256: ConvDirectJob<T, Vector256<T>, GemmLanes256<T>>.Run(taps, x, w, weightOutputs, bias, y, add); return;
            case 128: ConvDirectJob<T, Vector128<T>, GemmLanes128<T>>.Run(taps, x, w, weightOutputs, bias, y, add); return;
            default: ConvDirectJob<T, T, GemmLanes1<T>>.Run(taps, x, w, weightOutputs, bias, y, add); return;
        }
    }
}

internal unsafe struct ConvDirectJob<T, V, L> : IJob
    where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T>
{
    // A stretch of filters for one panel is this long at most: 432 x 16 floats are 27 KB, which leaves a 32 KB first-level cache room for pixels.
    private const int MaxDepth = 432;

    // The input of a chunk: 128 KB of floats, a quarter of the smallest second-level cache in use.
    private const int MaxInput = 32 * 1024;

    // Chunks a thread should find, so that the last ones end together.
    private const int ChunksPerThread = 6;

    private ConvTaps _taps;
    private T* _x, _y, _filters, _start;
    private bool _add;
    private int _stretch;                                                // channels of a stretch
    private int _panels;                                                 // of a group
    private int _panelsAtOnce, _panelChunks;
    private int _rowsAtOnce, _imagesAtOnce, _rowChunks, _imageChunks;    // one image in several chunks, or several images in one
    private int _inputColumns;

    private static int PanelWidth => 2 * L.Count;

    public static void Run(in ConvTaps taps, T* x, T* w, int weightOutputs, T* bias, T* y, bool add)
    {
        if (taps.Count == 0)
        {
            if (!add) Clear(taps, y);
            return;
        }

        var job = new ConvDirectJob<T, V, L> { _taps = taps, _x = x, _y = y, _add = add };
        var stretches = (taps.Depth * taps.Count + MaxDepth - 1) / MaxDepth;
        job._stretch = (taps.Depth + stretches - 1) / stretches;
        if (taps.Depth > 16) job._stretch = (job._stretch + 7) / 8 * 8;  // whole vectors to copy
        job._panels = (taps.Outputs + PanelWidth - 1) / PanelWidth;
        job._inputColumns = (taps.OutWidth - 1) * taps.ColumnStep + taps.WindowColumns;
        job.Cut();
        job.Pack(w, weightOutputs, bias);

        var chunks = job._imageChunks * job._rowChunks * job._panelChunks;
        if (chunks == 1) job.Run(0);
        else WorkerTeam.Run(ref job, chunks);
    }

    /// <summary>Chooses the chunks. They change the time, never the result.</summary>
    private void Cut()
    {
        var threads = WorkerTeam.Threads;
        var row = (long)_inputColumns * _stretch;                        // elements of one input row
        var image = ((_taps.OutHeight - 1) * _taps.RowStep + _taps.WindowRows) * row;
        _imagesAtOnce = _rowsAtOnce = 1;
        if (image <= MaxInput)
        {
            _rowsAtOnce = _taps.OutHeight;
            var fair = Math.Max(_taps.Images / (threads == 1 ? 1 : threads * ChunksPerThread), 1);
            _imagesAtOnce = (int)Math.Clamp(MaxInput / image, 1, threads == 1 ? _taps.Images : fair);
        }
        else
        {
            var rows = (MaxInput / row - _taps.WindowRows) / _taps.RowStep + 1;
            _rowsAtOnce = (int)Math.Clamp(rows, 1, _taps.OutHeight);
            _rowsAtOnce = (_taps.OutHeight + (_taps.OutHeight + _rowsAtOnce - 1) / _rowsAtOnce - 1) / ((_taps.OutHeight + _rowsAtOnce - 1) / _rowsAtOnce);
        }

        _imageChunks = (_taps.Images + _imagesAtOnce - 1) / _imagesAtOnce;
        _rowChunks = (_taps.OutHeight + _rowsAtOnce - 1) / _rowsAtOnce;
        // Where the pixels are too few for the threads, the output channels are shared too.
        var wanted = threads == 1 ? 1 : (threads * ChunksPerThread + _imageChunks * _rowChunks - 1) / (_imageChunks * _rowChunks);
        _panelChunks = Math.Min(wanted, _panels);
        _panelsAtOnce = (_panels + _panelChunks - 1) / _panelChunks;
        _panelChunks = (_panels + _panelsAtOnce - 1) / _panelsAtOnce;
    }

    public readonly void Run(int index)
    {
        var panel = index % _panelChunks * _panelsAtOnce;
        var block = index / _panelChunks;
        var firstRow = block % _rowChunks * _rowsAtOnce;
        var firstImage = block / _rowChunks * _imagesAtOnce;
        var rows = Math.Min(_rowsAtOnce, _taps.OutHeight - firstRow);
        var images = Math.Min(_imagesAtOnce, _taps.Images - firstImage);
        var panels = Math.Min(_panelsAtOnce, _panels - panel);
        for (var group = 0; group < _taps.Groups; group++)
            for (var channel = 0; channel < _taps.Depth; channel += _stretch)
                Stretch(group, channel, Math.Min(_stretch, _taps.Depth - channel), firstImage, images, firstRow, rows, panel, panels);
    }

    /// <summary>One stretch of a group's channels.</summary>
    private readonly void Stretch(int group, int channel, int depth, int firstImage, int images, int firstRow, int rows, int firstPanel, int panels)
    {
        var inputRows = (rows - 1) * _taps.RowStep + _taps.WindowRows;
        var rowSize = (nint)_inputColumns * depth;
        var imageSize = inputRows * rowSize;
        var input = Scratch.Get<T>(ScratchUse.Input, images * imageSize + ConvTile<T, V, L>.Slack * _taps.ColumnStep * depth);
        for (var n = 0; n < images; n++)
        {
            ConvBorder.Copy(_x + (firstImage + n) * (nint)_taps.Height * _taps.Width * _taps.Channels + group * _taps.Depth + channel, _taps.Height, _taps.Width, _taps.Channels, depth,
                firstRow * _taps.RowStep - _taps.Top, -_taps.Left, inputRows, _inputColumns, input + n * imageSize);
        }

        var width = _taps.RunLength;
        var runs = _taps.Count / width;
        var starts = stackalloc int[runs];
        for (var i = 0; i < runs; i++) starts[i] = (int)(_taps.Taps[i * width].Row * rowSize) + _taps.Taps[i * width].Column * depth;

        for (var panel = firstPanel; panel < firstPanel + panels; panel++)
        {
            var filters = _filters + FilterOffset(group, channel, depth, panel);
            var column = group * _taps.Outputs + panel * PanelWidth;
            var columns = Math.Min(PanelWidth, _taps.Outputs - panel * PanelWidth);
            var start = channel == 0 && _start != null ? _start + (group * _panels + panel) * PanelWidth : null;
            for (var n = 0; n < images; n++)
                for (var r = 0; r < rows; r++)
                    ConvTile<T, V, L>.Row(input + n * imageSize + r * _taps.RowStep * rowSize, _taps.ColumnStep * (nint)depth, starts, runs, width * depth, filters, start,
                        _y + (firstImage + n) * _taps.ImageStride + (firstRow + r) * _taps.RowStride + column, _taps.ColumnStride, _taps.OutWidth, columns, _add || channel > 0);
        }
    }

    private readonly nint FilterOffset(int group, int channel, int depth, int panel) =>
        ((nint)group * _taps.Depth * _panels + (nint)channel * _panels + (nint)panel * depth) * _taps.Count * PanelWidth;

    private void Pack(T* w, int weightOutputs, T* bias)
    {
        var size = (nint)_taps.Groups * _taps.Depth * _panels * _taps.Count * PanelWidth;
        var starts = _taps.Groups * _panels * PanelWidth;
        _filters = Scratch.Get<T>(ScratchUse.Shared, size + starts);
        if (bias != null)
        {
            _start = _filters + size;
            new Span<T>(_start, starts).Clear();
            for (var group = 0; group < _taps.Groups; group++)
                new Span<T>(bias + group * _taps.Outputs, _taps.Outputs).CopyTo(new Span<T>(_start + group * _panels * PanelWidth, _taps.Outputs));
        }

        var pack = new PackJob { Job = this, Weight = w, WeightOutputs = weightOutputs };
        if (size < 64 * 1024) for (var i = 0; i < _taps.Groups * _panels; i++) pack.Run(i);
        else WorkerTeam.Run(ref pack, _taps.Groups * _panels);
    }

    /// <summary>One panel of one group, all its stretches.</summary>
    private struct PackJob : IJob
    {
        public ConvDirectJob<T, V, L> Job;
        public T* Weight;
        public int WeightOutputs;

        public readonly void Run(int index)
        {
            ref readonly var taps = ref Job._taps;
            int group = index / Job._panels, panel = index % Job._panels;
            var first = panel * PanelWidth;
            var columns = Math.Min(PanelWidth, taps.Outputs - first);
            // The weight is [tap, in, out]; either axis may be the one that is written.
            var tapSize = (nint)(taps.Transposed ? taps.Outputs : taps.Depth) * WeightOutputs;
            for (var channel = 0; channel < taps.Depth; channel += Job._stretch)
            {
                var depth = Math.Min(Job._stretch, taps.Depth - channel);
                var to = Job._filters + Job.FilterOffset(group, channel, depth, panel);
                for (var i = 0; i < taps.Count; i++, to += (nint)depth * PanelWidth)
                {
                    var tap = Weight + taps.Taps[i].Weight * tapSize;
                    if (taps.Transposed) ConvPack.Transposed(tap + (nint)first * WeightOutputs + group * taps.Depth + channel, WeightOutputs, depth, columns, PanelWidth, to);
                    else ConvPack.Straight(tap + (nint)channel * WeightOutputs + group * taps.Outputs + first, WeightOutputs, depth, columns, PanelWidth, to);
                }
            }
        }
    }

    /// <summary>No tap reaches these pixels: their sums are empty.</summary>
    private static void Clear(in ConvTaps taps, T* y)
    {
        for (var n = 0; n < taps.Images; n++)
            for (var i = 0; i < taps.OutHeight; i++)
                for (var j = 0; j < taps.OutWidth; j++)
                    new Span<T>(y + n * taps.ImageStride + i * taps.RowStride + j * taps.ColumnStride, taps.OutChannels).Clear();
    }
}
