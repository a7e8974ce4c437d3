using System.Numerics;
using System.Runtime.Intrinsics;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// Convolution with 3×3 filters and stride 1 by Winograd's algorithm: tiles and filters are transformed, multiplied point by point (a matrix
/// product of [tiles, in] and [in, out] for each of the 16 or 36 points), and transformed back. Tiles are taken so many at a time that
/// their transforms stay in the second-level cache.
/// </summary>
internal static unsafe class WinogradConv
{
    /// <summary>y (+)= the convolution that <paramref name="tiles"/> describe, plus bias where there is one. The weight is [3, 3, inputs, outputs].</summary>
    public static void Run<W, T>(in WinogradTiles tiles, T* x, T* w, int inputs, int outputs, bool transposed, T* bias, T* y, bool add)
        where W : struct, IWinograd where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: WinogradJob<T, Vector512<T>, GemmLanes512<T>, Lanes512<T>, W>.Run(tiles, x, w, inputs, outputs, transposed, bias, y, add); return;
            case 256: WinogradJob<T, Vector256<T>, GemmLanes256<T>, Lanes256<T>, W>.Run(tiles, x, w, inputs, outputs, transposed, bias, y, add); return;
            case 128: WinogradJob<T, Vector128<T>, GemmLanes128<T>, Lanes128<T>, W>.Run(tiles, x, w, inputs, outputs, transposed, bias, y, add); return;
            default: WinogradJob<T, T, GemmLanes1<T>, Lanes1<T>, W>.Run(tiles, x, w, inputs, outputs, transposed, bias, y, add); return;
        }
    }
}

internal unsafe struct WinogradJob<T, V, L, X, W> : IJob
    where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T> where X : struct, ILanes<X, T> where W : struct, IWinograd
{
    private enum Phase
    {
        Filters,                                                         // a panel of filters
        Inputs,                                                          // some tiles
        ByTiles,                                                         // all the rest for some tiles, the filters being ready
        ByPanels,                                                        // all the rest for one panel, the tiles being ready
    }

    // Transformed tiles held at a time: 192 KB of floats, some of a second-level cache of 512 KB or more; but enough tiles that a panel of
    // filters, once in the first-level cache, is used several times.
    private const int MaxInput = 48 * 1024;
    private const int MinTiles = 24, MaxTiles = 96;

    private WinogradTiles _tiles;
    private T* _x, _w, _bias, _y;
    private int _weightInputs, _weightOutputs;
    private bool _transposed, _add;
    private T* _filters, _inputs;
    private int _tilesAtOnce, _panels;
    private Phase _phase;

    private static int Points => W.Points * W.Points;

    private static int PanelWidth => 2 * L.Count;

    private readonly int Depth => _tiles.Channels;

    // Planes are a little more than their contents apart, so that the 36 of them do not compete for the same lines of a cache.
    private readonly nint FilterPlane => (nint)Depth * PanelWidth + 16;

    private readonly nint InputPlane(int tiles) => (nint)tiles * Depth + 16;

    public static void Run(in WinogradTiles tiles, T* x, T* w, int inputs, int outputs, bool transposed, T* bias, T* y, bool add)
    {
        var job = new WinogradJob<T, V, L, X, W>
        {
            _tiles = tiles,
            _x = x,
            _w = w,
            _bias = bias,
            _y = y,
            _weightInputs = inputs,
            _weightOutputs = outputs,
            _transposed = transposed,
            _add = add,
            _panels = (tiles.OutChannels + PanelWidth - 1) / PanelWidth,
        };
        if (tiles.Count >= tiles.OutChannels)
        {
            // The filters are the smaller operand: they are transformed first, and chunks of tiles share them.
            job._filters = Scratch.Get<T>(ScratchUse.Shared, job._panels * Points * job.FilterPlane);
            job.RunPhase(Phase.Filters, job._panels);
            job._tilesAtOnce = Math.Clamp(MaxInput / (Points * job.Depth) / 12 * 12, MinTiles, MaxTiles);
            // Fewer at a time where there would not be a few chunks for each thread.
            var fair = tiles.Count / (4 * WorkerTeam.Threads) / 12 * 12;
            if (WorkerTeam.Threads > 1) job._tilesAtOnce = Math.Clamp(fair, 12, job._tilesAtOnce);
            job.RunPhase(Phase.ByTiles, (tiles.Count + job._tilesAtOnce - 1) / job._tilesAtOnce);
        }
        else
        {
            job._inputs = Scratch.Get<T>(ScratchUse.Shared, Points * job.InputPlane(tiles.Count) + ConvTile<T, V, L>.Slack * job.Depth);
            job._tilesAtOnce = 4;
            job.RunPhase(Phase.Inputs, (tiles.Count + 3) / 4);
            job.RunPhase(Phase.ByPanels, job._panels);
        }
    }

    private void RunPhase(Phase phase, int count)
    {
        _phase = phase;
        if (count == 1) Run(0);
        else WorkerTeam.Run(ref this, count);
    }

    public readonly void Run(int index)
    {
        switch (_phase)
        {
            case Phase.Filters: Filters(index, _filters + index * Points * FilterPlane); break;
            case Phase.Inputs: Inputs(index * _tilesAtOnce); break;
            case Phase.ByTiles: ByTiles(index * _tilesAtOnce); break;
            default: ByPanels(index); break;
        }
    }

    private readonly void Inputs(int first) =>
        _tiles.Inputs<W, X, T>(_x, first, Math.Min(_tilesAtOnce, _tiles.Count - first), _inputs + (nint)first * Depth, InputPlane(_tiles.Count), Room());

    private readonly void ByTiles(int first)
    {
        var count = Math.Min(_tilesAtOnce, _tiles.Count - first);
        var inputs = Scratch.Get<T>(ScratchUse.Input, Points * InputPlane(count) + ConvTile<T, V, L>.Slack * Depth);
        _tiles.Inputs<W, X, T>(_x, first, count, inputs, InputPlane(count), Room());
        for (var panel = 0; panel < _panels; panel++) Multiply(inputs, InputPlane(count), _filters + panel * Points * FilterPlane, panel, first, count);
    }

    private readonly void ByPanels(int panel)
    {
        var filters = Scratch.Get<T>(ScratchUse.Input, Points * FilterPlane);
        Filters(panel, filters);
        for (var first = 0; first < _tiles.Count; first += MaxTiles)
            Multiply(_inputs + (nint)first * Depth, InputPlane(_tiles.Count), filters, panel, first, Math.Min(MaxTiles, _tiles.Count - first));
    }

    private readonly void Filters(int panel, T* to)
    {
        var first = panel * PanelWidth;
        WinogradFilters.Panel<W, X, T>(_w, _weightInputs, _weightOutputs, _transposed, first, Math.Min(PanelWidth, _tiles.OutChannels - first), PanelWidth, to, FilterPlane, Room());
    }

    /// <summary>The products of some tiles with one panel, and their way back to pixels.</summary>
    private readonly void Multiply(T* inputs, nint inputPlane, T* filters, int panel, int first, int count)
    {
        var plane = (nint)count * PanelWidth + 16;
        var products = Scratch.Get<T>(ScratchUse.Output, Points * plane);
        var start = 0;
        for (var point = 0; point < Points; point++)
            ConvTile<T, V, L>.Row(inputs + point * inputPlane, Depth, &start, 1, Depth, filters + point * FilterPlane, null, products + point * plane, PanelWidth, count, PanelWidth, accumulate: false);
        var channel = panel * PanelWidth;
        _tiles.Outputs<W, X, T>(products, plane, PanelWidth, first, count, _y, channel, Math.Min(PanelWidth, _tiles.OutChannels - channel), _bias == null ? null : _bias + channel, _add, Room());
    }

    // Room for a transform and a patch of the image, or for the taps of some filters.
    private readonly T* Room() => Scratch.Get<T>(ScratchUse.Partial, Math.Max(WinogradFilters.Room(PanelWidth), WinogradPlane.Room + (nint)Points * Math.Max(Depth, PanelWidth)));
}
