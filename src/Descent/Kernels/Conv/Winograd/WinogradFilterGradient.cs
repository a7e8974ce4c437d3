using System.Numerics;
using System.Runtime.Intrinsics;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// The gradient of 3×3 filters at stride 1 by Winograd's algorithm: for each point the product of [in, tiles] and [tiles, out], both
/// transformed, and the sums transformed back once.
/// </summary>
internal static unsafe class WinogradFilterGradient
{
    /// <summary>dw (+)= the gradient of w[3, 3, channels, outChannels], given y's.</summary>
    public static void Run<W, T>(in WinogradTiles tiles, T* x, T* dy, T* dw, bool add)
        where W : struct, IWinograd where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (LaneWidth.Bits)
        {
            case 512: WinogradFilterGradientJob<T, Vector512<T>, GemmLanes512<T>, Lanes512<T>, W>.Run(tiles, x, dy, dw, add); return;
            case 256: WinogradFilterGradientJob<T, Vector256<T>, GemmLanes256<T>, Lanes256<T>, W>.Run(tiles, x, dy, dw, add); return;
            case 128: WinogradFilterGradientJob<T, Vector128<T>, GemmLanes128<T>, Lanes128<T>, W>.Run(tiles, x, dy, dw, add); return;
            default: WinogradFilterGradientJob<T, T, GemmLanes1<T>, Lanes1<T>, W>.Run(tiles, x, dy, dw, add); return;
        }
    }
}

internal unsafe struct WinogradFilterGradientJob<T, V, L, X, W> : IJob
    where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T> where X : struct, ILanes<X, T> where W : struct, IWinograd
{
    private enum Phase
    {
        Parts,                                                           // all sums over one part of the tiles
        Transforms,                                                      // x and dy of some tiles
        Sums,                                                            // one block of sums over all tiles of the batch
        Back,                                                            // one block of sums to the filter's gradient
    }

    // Sums of up to 640 KB of floats stay near a core, which then goes through its part of the tiles alone; larger ones are shared by blocks.
    private const int MaxOwnSums = 160 * 1024;

    // Parts of the tiles, so that up to this many threads find work; and the elements their sums may take together, 4 MB of floats.
    private const int MaxParts = 16;
    private const int MaxPartial = 1024 * 1024;

    // Tiles in one go: a part's, whose transforms take up to 256 KB; and a batch's, 16 MB.
    private const int MaxChunk = 64 * 1024;
    private const int MaxBatch = 4 * 1024 * 1024;

    private const int TilesAtOnce = 8;
    private const int MaxBlock = 64;                                     // 64 × 16 × 36 sums are 147 KB of floats

    private WinogradTiles _tiles;
    private T* _x, _dy, _dw;
    private bool _add;
    private int _panels, _blocks, _block;                                // a block is some channels of a panel
    private int _parts, _tilesInPart;
    private T* _sums;                                                    // [parts or 1, panels, blocks, points, channels, width]
    private T* _inputs, _slopes;
    private int _first, _count;                                          // the batch
    private Phase _phase;

    private static int Points => W.Points * W.Points;

    private static int PanelWidth => 2 * L.Count;

    private readonly int Channels => _tiles.Channels;

    private readonly nint BlockSize => Points * SumPlane;

    // Planes are a little more than their contents apart, so that the 36 of them do not compete for the same lines of a cache.
    private readonly nint SumPlane => (nint)_block * PanelWidth + 16;

    private readonly nint InputPlane(int tiles) => (nint)tiles * Channels + 16;

    private static nint SlopePlane(int tiles) => (nint)tiles * PanelWidth + 16;

    public static void Run(in WinogradTiles tiles, T* x, T* dy, T* dw, bool add)
    {
        var job = new WinogradFilterGradientJob<T, V, L, X, W>
        {
            _tiles = tiles,
            _x = x,
            _dy = dy,
            _dw = dw,
            _add = add,
            _panels = (tiles.OutChannels + PanelWidth - 1) / PanelWidth,
            _block = Math.Min(tiles.Channels, MaxBlock),
            _blocks = (tiles.Channels + MaxBlock - 1) / MaxBlock,
        };
        var size = job._panels * job._blocks * job.BlockSize;
        // Which way, and the number of parts, belong to the result: they follow from the shape alone.
        if ((long)Points * tiles.Channels * tiles.OutChannels <= MaxOwnSums) job.ByParts(size);
        else job.ByBlocks(size);
    }

    private void ByParts(nint size)
    {
        _parts = (int)Math.Clamp(Math.Min(MaxPartial / size, _tiles.Count / 16), 1, MaxParts);
        _tilesInPart = (_tiles.Count + _parts - 1) / _parts;
        _parts = (_tiles.Count + _tilesInPart - 1) / _tilesInPart;
        _sums = Scratch.Get<T>(ScratchUse.Shared, _parts * size);
        RunPhase(Phase.Parts, _parts);
        if (_parts > 1) PartialSums.Add(_sums, _parts, size, _sums, add: false);
        RunPhase(Phase.Back, _panels * _blocks);
    }

    private void ByBlocks(nint size)
    {
        var batch = (int)Math.Min(Math.Max(MaxBatch / ((nint)Points * Math.Max(Channels, _panels * PanelWidth)), 32), _tiles.Count);
        var batches = (_tiles.Count + batch - 1) / batch;
        batch = (_tiles.Count + batches - 1) / batches;
        var inputs = Points * InputPlane(batch) + ConvTile<T, V, L>.Slack;
        var slopes = _panels * Points * SlopePlane(batch);
        _inputs = Scratch.Get<T>(ScratchUse.Shared, inputs + slopes + (batches > 1 ? size : 0));
        _slopes = _inputs + inputs;
        _sums = batches > 1 ? _slopes + slopes : null;
        for (_first = 0; _first < _tiles.Count; _first += batch)
        {
            _count = Math.Min(batch, _tiles.Count - _first);
            RunPhase(Phase.Transforms, (_count + TilesAtOnce - 1) / TilesAtOnce);
            RunPhase(Phase.Sums, _panels * _blocks);
        }

        if (batches > 1) RunPhase(Phase.Back, _panels * _blocks);
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
            case Phase.Parts: Part(index); break;
            case Phase.Transforms: Transforms(index * TilesAtOnce); break;
            case Phase.Sums: Sums(index); break;
            default: Back(index, _sums + index * BlockSize); break;
        }
    }

    private readonly void Part(int part)
    {
        var end = Math.Min((part + 1) * _tilesInPart, _tiles.Count);
        var sums = _sums + part * _panels * _blocks * BlockSize;
        var most = Math.Clamp(MaxChunk / (Points * Math.Max(Channels, PanelWidth)) / 4 * 4, 24, 96);
        var accumulate = false;
        for (var first = part * _tilesInPart; first < end; first += most)
        {
            var count = Math.Min(most, end - first);
            var inputs = Scratch.Get<T>(ScratchUse.Input, Points * InputPlane(count) + ConvTile<T, V, L>.Slack);
            _tiles.Inputs<W, X, T>(_x, first, count, inputs, InputPlane(count), Room());
            var slopes = Scratch.Get<T>(ScratchUse.Output, Points * SlopePlane(count));
            for (var panel = 0; panel < _panels; panel++)
            {
                Slopes(first, count, panel, slopes, SlopePlane(count));
                for (var block = 0; block < _blocks; block++)
                    Multiply(inputs, InputPlane(count), slopes, SlopePlane(count), panel, block, count, sums + (panel * _blocks + block) * BlockSize, accumulate);
            }

            accumulate = true;
        }
    }

    private readonly void Transforms(int first)
    {
        var count = Math.Min(TilesAtOnce, _count - first);
        _tiles.Inputs<W, X, T>(_x, _first + first, count, _inputs + (nint)first * Channels, InputPlane(_count), Room());
        for (var panel = 0; panel < _panels; panel++)
            Slopes(_first + first, count, panel, _slopes + panel * Points * SlopePlane(_count) + (nint)first * PanelWidth, SlopePlane(_count));
    }

    private readonly void Sums(int index)
    {
        var panel = index / _blocks;
        var sums = _sums == null ? Scratch.Get<T>(ScratchUse.Input, BlockSize) : _sums + index * BlockSize;
        Multiply(_inputs, InputPlane(_count), _slopes + panel * Points * SlopePlane(_count), SlopePlane(_count), panel, index % _blocks, _count, sums, accumulate: _first > 0);
        if (_sums == null) Back(index, sums);
    }

    private readonly void Slopes(int first, int count, int panel, T* to, nint plane) =>
        _tiles.Slopes<W, X, T>(_dy, first, count, panel * PanelWidth, Columns(panel), to, plane, PanelWidth, Room());

    /// <summary>The sums over some tiles of one panel and one block of channels.</summary>
    private readonly void Multiply(T* inputs, nint inputPlane, T* slopes, nint slopePlane, int panel, int block, int count, T* sums, bool accumulate)
    {
        var channel = block * _block;
        var channels = Math.Min(_block, Channels - channel);
        for (var point = 0; point < Points; point++)
        {
            ConvFilterTile<T, V, L>.Column(inputs + point * inputPlane + channel, 0, Channels, slopes + point * slopePlane, 0, PanelWidth, 1, count,
                sums + point * SumPlane, PanelWidth, channels, Columns(panel), accumulate);
        }
    }

    private readonly void Back(int index, T* sums)
    {
        int panel = index / _blocks, channel = index % _blocks * _block;
        var channels = Math.Min(_block, Channels - channel);
        var size = (nint)channels * PanelWidth;
        var room = Scratch.Get<T>(ScratchUse.Output, WinogradPlane.Room + 9 * size);
        var taps = room + WinogradPlane.Room;
        WinogradPlane.Apply<FilterSlopeMap, W, X, T>(sums, W.Points * SumPlane, SumPlane, taps, 3 * size, size, size, room);
        for (var tap = 0; tap < 9; tap++)
            for (var c = 0; c < channels; c++)
                ConvBorder.Put<X, T>(taps + tap * size + (nint)c * PanelWidth, _dw + ((nint)tap * Channels + channel + c) * _tiles.OutChannels + panel * PanelWidth, Columns(panel), null, _add);
    }

    private readonly int Columns(int panel) => Math.Min(PanelWidth, _tiles.OutChannels - panel * PanelWidth);

    // Room for a transform and a patch of the image.
    private readonly T* Room() => Scratch.Get<T>(ScratchUse.Partial, WinogradPlane.Room + (nint)Points * Math.Max(Channels, PanelWidth));
}
