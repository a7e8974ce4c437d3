using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// A matrix product cut into blocks that fit the caches (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008).
/// A chunk is a rectangle of C. For each stretch of K, a block of B is packed and stays in the second-level cache; then each panel of A
/// is packed, stays in the first-level cache, and meets all of that block, tile by tile.
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

    // A stored transposed lies across many pages, of which each panel needs a few bytes; so several panels are packed in one visit.
    private const int PanelsAtOnce = 8;

    private static int PanelWidth => 2 * L.Count;
    private static int PanelHeight => 3 * L.RowUnit;

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
        job._grid = GemmGrid.Choose(args.M, args.N, args.K, PanelHeight, PanelWidth, job._packB);
        if (job._grid.Chunks == 1) job.Run(0);
        else WorkerTeam.Run(ref job, job._grid.Chunks);
    }

    public void Run(int index)
    {
        var chunk = _grid.Chunk(index, _args.M, _args.N);
        var blockColumns = Math.Min(GemmGrid.BlockColumns(_depth, PanelWidth), chunk.Columns);

        // Where B takes several blocks, the panels of A are kept for all of them; of a tall A, so many as the third-level cache can hold.
        var keepA = blockColumns < chunk.Columns;
        var blockRows = keepA ? Math.Min(GemmGrid.MaxKeptRows / PanelHeight * PanelHeight, chunk.Rows) : chunk.Rows;
        var panelsA = keepA ? blockRows / PanelHeight + 3 : PanelsAtOnce;    // the last rows may be cut into up to three smaller panels
        var bSize = (blockColumns + PanelWidth - 1) / PanelWidth * GemmPack.PanelStride(_depth, PanelWidth);
        var scratch = (T*)GemmScratch.Get((bSize + GemmPack.PanelStride(_depth, PanelHeight) * panelsA) * sizeof(T));
        for (var k = 0; k < _args.K; k += _depth)
        {
            var depth = Math.Min(_depth, _args.K - k);
            for (var row = 0; row < chunk.Rows; row += blockRows)
            {
                for (var column = 0; column < chunk.Columns; column += blockColumns)
                {
                    var block = new GemmChunk(chunk.Row + row, chunk.Column + column, Math.Min(blockRows, chunk.Rows - row), Math.Min(blockColumns, chunk.Columns - column));
                    var b = _args.TransposeB ? _args.B + (nint)block.Column * _args.LdB + k : _args.B + (nint)k * _args.LdB + block.Column;
                    Stretch(block, k, depth, b, _packB ? scratch : null, scratch + bSize, keepA, isPackedA: column > 0);
                }
            }
        }
    }

    /// <summary>
    /// One stretch of K. While the first panel of A meets B at <paramref name="b"/>, B is packed for the others, unless
    /// <paramref name="packed"/> is null. A is packed to <paramref name="packedA"/>, all of it if it is to be kept, unless it is there already.
    /// </summary>
    private readonly void Stretch(in GemmChunk chunk, int k, int depth, T* b, T* packed, T* packedA, bool keepA, bool isPackedA)
    {
        var end = chunk.Row + chunk.Rows;
        var ready = 0;                                                   // panels of A packed and not yet used, the first of them at a
        var a = packedA;
        for (var row = chunk.Row; row < end;)
        {
            var units = Units(end - row);
            var height = units * L.RowUnit;
            var rows = Math.Min(height, end - row);
            if (!isPackedA && ready == 0)
            {
                if (!keepA) a = packedA;
                ready = 1;
                if (_args.TransposeA)
                {
                    while (ready < PanelsAtOnce && Units(end - row - ready * PanelHeight) == units && (ready + 1) * height <= end - row) ready++;
                    GemmPack.Straight(_args.A + (nint)k * _args.LdA + row, _args.LdA, depth, Math.Min(ready * height, end - row), height, a);
                }
                else
                {
                    GemmPack.Transposed(_args.A + (nint)row * _args.LdA + k, _args.LdA, depth, rows, height, a);
                }
            }

            var c = _args.C + (nint)row * _args.LdC + chunk.Column;
            var accumulate = _args.Accumulate || k > 0;
            if (units == 3) Panel<ThreeUnits>(a, b, packed, depth, c, rows, chunk.Columns, accumulate);
            else if (units == 2) Panel<TwoUnits>(a, b, packed, depth, c, rows, chunk.Columns, accumulate);
            else Panel<OneUnit>(a, b, packed, depth, c, rows, chunk.Columns, accumulate);
            if (b != null && packed != null) b = null;                   // the first panel of A has packed it

            if (typeof(TEpilogue) != typeof(NoEpilogue<T>) && k + depth == _args.K)
            {
                for (var r = 0; r < rows; r++) _epilogue.Apply(c + (nint)r * _args.LdC, row + r, chunk.Column, chunk.Columns);
            }
            a += GemmPack.PanelStride(depth, height);
            ready--;
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

    private readonly void Panel<TRows>(T* a, T* b, T* packed, int depth, T* c, int rows, int columns, bool accumulate) where TRows : struct, ITileRows
    {
        var stride = GemmPack.PanelStride(depth, PanelWidth);
        if (b == null) Panel<TRows, FromPanel>(a, packed, PanelWidth, stride, null, 0, depth, c, _args.LdC, rows, columns, accumulate);
        else if (_args.TransposeB) Panel<TRows, FromFreshPanel>(a, packed, PanelWidth, stride, b, _args.LdB, depth, c, _args.LdC, rows, columns, accumulate);
        else if (packed == null) Panel<TRows, FromMatrix>(a, b, _args.LdB, PanelWidth, null, 0, depth, c, _args.LdC, rows, columns, accumulate);
        else Panel<TRows, FromMatrixToPanel>(a, b, _args.LdB, PanelWidth, packed, PanelWidth, depth, c, _args.LdC, rows, columns, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TRows, TSource>(
        T* a, T* b, nint bStep, nint bPanel, T* other, nint otherStep, int depth, T* c, int ldC, int rows, int columns, bool accumulate)
        where TRows : struct, ITileRows where TSource : struct, ITileSource
    {
        while (columns > 0)
        {
            if (TSource.FetchNext)
            {
                GemmPack.Transposed(other, otherStep, depth, Math.Min(columns, PanelWidth), PanelWidth, b);
                other += PanelWidth * otherStep;
            }
            if (columns >= PanelWidth) GemmTile<T, V, L>.Run<TRows, TwoVectors, TSource>(a, b, bStep, other, otherStep, depth, c, ldC, rows, L.Zero, accumulate);
            else if (columns > L.Count) GemmTile<T, V, L>.Run<TRows, TwoVectorsMasked, TSource>(a, b, bStep, other, otherStep, depth, c, ldC, rows, L.Mask(columns - L.Count), accumulate);
            else if (columns == L.Count) GemmTile<T, V, L>.Run<TRows, OneVector, TSource>(a, b, bStep, other, otherStep, depth, c, ldC, rows, L.Zero, accumulate);
            else GemmTile<T, V, L>.Run<TRows, OneVectorMasked, TSource>(a, b, bStep, other, otherStep, depth, c, ldC, rows, L.Mask(columns), accumulate);
            if (TSource.Pack) other += GemmPack.PanelStride(depth, PanelWidth);
            b += bPanel;
            c += PanelWidth;
            columns -= PanelWidth;
        }
    }
}
