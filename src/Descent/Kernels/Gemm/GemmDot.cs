using System.Numerics;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>
/// C[m,n] = A[m,k] · B[n,k]ᵀ as dot products along k, which both operands store without gaps. With few rows or columns (a vector, ten
/// classes) there would be too little work to pay for packing. Every element is summed lane by lane in the order of k and the lanes are
/// added up last, whatever tile it lies in; so threads change no bit.
/// </summary>
internal unsafe struct GemmDot<T, V, L, TEpilogue> : IJob
    where T : unmanaged, IFloatingPointIeee754<T> where L : struct, IGemmLanes<V, T> where TEpilogue : struct, IEpilogue<T>
{
    /// <summary>With more rows and columns than this, packing pays.</summary>
    private const int MaxSide = 16;

    /// <summary>Elements of the shorter side, 24 KB of floats, that stay in a 32 KB first-level cache while the longer side passes.</summary>
    private const int MaxKept = 6 * 1024;

    /// <summary>Below this many vectors along k, adding up the lanes costs more than packing.</summary>
    private const int MinVectors = 4;

    private GemmArgs<T> _args;
    private TEpilogue _epilogue;
    private int _step;

    private readonly bool Wide => _args.N > _args.M;                     // the longer side is shared among the threads

    public static bool Fits(in GemmArgs<T> a) => !a.TransposeA && a.TransposeB && a.K >= MinVectors * L.Count
        && (a.RowsApart ? a.N : Math.Min(a.M, a.N)) is var side && side <= MaxSide && (side == 1 || (long)side * a.K <= MaxKept);

    public static void Run(in GemmArgs<T> args, TEpilogue epilogue)
    {
        var job = new GemmDot<T, V, L, TEpilogue> { _args = args, _epilogue = epilogue };
        var side = Math.Max(args.M, args.N);
        var chunks = (long)args.M * args.N * args.K < GemmGrid.WorthThreads ? 1 : 2 * WorkerTeam.Threads;
        job._step = ((side + chunks - 1) / chunks + 3) / 4 * 4;
        WorkerTeam.Run(ref job, (side + job._step - 1) / job._step);
    }

    public readonly void Run(int index)
    {
        var from = index * _step;
        if (Wide) Block(0, _args.M, from, Math.Min(from + _step, _args.N));
        else Block(from, Math.Min(from + _step, _args.M), 0, _args.N);
    }

    // The longer side is the outer loop, so that the shorter one's rows stay in the cache.
    private readonly void Block(int firstRow, int endRow, int firstColumn, int endColumn)
    {
        if (Wide)
        {
            for (var column = firstColumn; column < endColumn;)
            {
                var columns = endColumn - column >= 4 ? 4 : 1;
                for (var row = firstRow; row < endRow;) row += Tile(row, endRow, column, columns);
                column += columns;
            }
        }
        else
        {
            for (var row = firstRow; row < endRow;)
            {
                var rows = 0;
                for (var column = firstColumn; column < endColumn;)
                {
                    var columns = endColumn - column >= 4 ? 4 : 1;
                    rows = Tile(row, endRow, column, columns);
                    column += columns;
                }
                row += rows;
            }
        }
        if (typeof(TEpilogue) == typeof(NoEpilogue<T>)) return;
        for (var row = firstRow; row < endRow; row++)
            _epilogue.Apply(_args.C + (nint)row * _args.LdC + firstColumn, row, firstColumn, endColumn - firstColumn);
    }

    private readonly int Tile(int row, int endRow, int column, int columns)
    {
        var a = _args.A + (nint)row * _args.LdA;
        var b = _args.B + (nint)column * _args.LdB;
        var c = _args.C + (nint)row * _args.LdC + column;
        if (endRow - row >= L.RowUnit)
        {
            if (columns == 4) GemmDotTile<T, V, L>.Run<SeveralRows, FourColumns>(a, _args.LdA, b, _args.LdB, _args.K, c, _args.LdC, _args.Accumulate);
            else GemmDotTile<T, V, L>.Run<SeveralRows, OneColumn>(a, _args.LdA, b, _args.LdB, _args.K, c, _args.LdC, _args.Accumulate);
            return L.RowUnit;
        }
        if (columns == 4) GemmDotTile<T, V, L>.Run<OneRow, FourColumns>(a, _args.LdA, b, _args.LdB, _args.K, c, _args.LdC, _args.Accumulate);
        else GemmDotTile<T, V, L>.Run<OneRow, OneColumn>(a, _args.LdA, b, _args.LdB, _args.K, c, _args.LdC, _args.Accumulate);
        return 1;
    }
}
