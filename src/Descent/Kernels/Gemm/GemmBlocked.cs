using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// A matrix product cut into blocks that fit the caches (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008).
/// A chunk is a rectangle of C. For each stretch of K, its part of B is packed once and stays in the second-level cache; then each
/// panel of A is packed, stays in the first-level cache, and meets all of that B, tile by tile.
/// <para>Every element of C is the sum of the stretches of K in order, whatever rectangle it lies in. So rectangles may be chosen by
/// thread count and load without changing a bit.</para>
/// </summary>
internal unsafe struct GemmBlocked<T, V, L, TEpilogue> : IJob
    where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T> where TEpilogue : struct, IEpilogue<T>
{
    private GemmArgs<T> _args;
    private TEpilogue _epilogue;
    private GemmGrid _grid;
    private int _depth;
    private bool _packB;

    private static int PanelWidth => 2 * L.Count;

    public static void Run(in GemmArgs<T> args, TEpilogue epilogue)
    {
        var stretches = (args.K + GemmGrid.MaxDepth - 1) / GemmGrid.MaxDepth;
        var job = new GemmBlocked<T, V, L, TEpilogue>
        {
            _args = args,
            _epilogue = epilogue,
            _depth = (args.K + stretches - 1) / stretches,               // equal stretches, rather than a short last one
            _packB = args.TransposeB || args.M > 3 * L.RowUnit,          // packing pays from the second panel of A on
        };
        job._grid = GemmGrid.Choose(args.M, args.N, args.K, 3 * L.RowUnit, PanelWidth, job._packB);
        if (job._grid.Chunks == 1) job.Run(0);
        else WorkerTeam.Run(ref job, job._grid.Chunks);
    }

    public void Run(int index)
    {
        var chunk = _grid.Chunk(index, _args.M, _args.N);
        var bSize = (nint)_depth * ((chunk.Columns + PanelWidth - 1) / PanelWidth * PanelWidth);
        var scratch = (T*)GemmScratch.Get((bSize + (nint)_depth * 3 * L.RowUnit) * sizeof(T));
        for (var k = 0; k < _args.K; k += _depth)
        {
            var depth = Math.Min(_depth, _args.K - k);
            var b = _args.TransposeB ? _args.B + (nint)chunk.Column * _args.LdB + k : _args.B + (nint)k * _args.LdB + chunk.Column;
            nint bStep = _args.LdB, bPanel = PanelWidth;
            if (_packB)
            {
                if (_args.TransposeB) GemmPack.Transposed(b, _args.LdB, depth, chunk.Columns, PanelWidth, scratch);
                else GemmPack.Straight(b, _args.LdB, depth, chunk.Columns, PanelWidth, scratch);
                b = scratch;
                bStep = PanelWidth;
                bPanel = (nint)PanelWidth * depth;
            }
            Stretch(chunk, k, depth, b, bStep, bPanel, scratch + bSize);
        }
    }

    private readonly void Stretch(in GemmChunk chunk, int k, int depth, T* b, nint bStep, nint bPanel, T* packedA)
    {
        var end = chunk.Row + chunk.Rows;
        for (var row = chunk.Row; row < end;)
        {
            var units = Units(end - row);
            var height = units * L.RowUnit;
            var rows = Math.Min(height, end - row);
            if (_args.TransposeA) GemmPack.Straight(_args.A + (nint)k * _args.LdA + row, _args.LdA, depth, rows, height, packedA);
            else GemmPack.Transposed(_args.A + (nint)row * _args.LdA + k, _args.LdA, depth, rows, height, packedA);

            var c = _args.C + (nint)row * _args.LdC + chunk.Column;
            var accumulate = _args.Accumulate || k > 0;
            if (units == 3) Panel<ThreeUnits>(packedA, b, bStep, bPanel, depth, c, _args.LdC, rows, chunk.Columns, accumulate);
            else if (units == 2) Panel<TwoUnits>(packedA, b, bStep, bPanel, depth, c, _args.LdC, rows, chunk.Columns, accumulate);
            else Panel<OneUnit>(packedA, b, bStep, bPanel, depth, c, _args.LdC, rows, chunk.Columns, accumulate);

            if (typeof(TEpilogue) != typeof(NoEpilogue<T>) && k + depth == _args.K)
            {
                for (var r = 0; r < rows; r++) _epilogue.Apply(c + (nint)r * _args.LdC, row + r, chunk.Column, chunk.Columns);
            }
            row += rows;
        }
    }

    // Full tiles, except that the last four units are two and two: a tile of one unit cannot keep the multipliers busy.
    private static int Units(int rows) => rows switch
    {
        _ when rows > 4 * L.RowUnit || rows == 3 * L.RowUnit => 3,
        _ when rows > 3 * L.RowUnit => 2,
        _ => (rows + L.RowUnit - 1) / L.RowUnit,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TRows>(T* a, T* b, nint bStep, nint bPanel, int depth, T* c, int ldC, int rows, int columns, bool accumulate)
        where TRows : struct, ITileRows
    {
        for (; columns >= PanelWidth; columns -= PanelWidth)
        {
            GemmTile<T, V, L>.Run<TRows, TwoVectors>(a, b, bStep, depth, c, ldC, rows, L.Zero, accumulate);
            b += bPanel;
            c += PanelWidth;
        }
        if (columns == 0) return;
        if (columns > L.Count) GemmTile<T, V, L>.Run<TRows, TwoVectorsMasked>(a, b, bStep, depth, c, ldC, rows, L.Mask(columns - L.Count), accumulate);
        else if (columns == L.Count) GemmTile<T, V, L>.Run<TRows, OneVector>(a, b, bStep, depth, c, ldC, rows, L.Zero, accumulate);
        else GemmTile<T, V, L>.Run<TRows, OneVectorMasked>(a, b, bStep, depth, c, ldC, rows, L.Mask(columns), accumulate);
    }
}
