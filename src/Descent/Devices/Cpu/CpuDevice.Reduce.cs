using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void Reduce<TFn, T>(TFn f, T* x, T* c, T* y, int outer, int n, int inner, bool add)
    {
        // Rows of a block of columns: enough elements for a chunk, and enough rows that what blocks leave to combine is small.
        var width = Math.Min(inner, Kernels.Reduce.Tile);
        var rows = inner == 1 ? Kernels.Reduce.RowBlock : Math.Max(32, Chunk / Math.Max(width, 1));
        var blocks = Math.Max(1, (n + rows - 1) / rows);
        var results = outer * inner;
        if (results == 0) return;

        // One block's result needs no room of its own, unless y holds what is added to.
        var parts = blocks == 1 && !add ? null : Step.Rent(checked(results * blocks * sizeof(T)));
        var sums = parts is null ? y : (T*)parts.Pointer;
        var tiles = (inner + width - 1) / width;
        var unit = Math.Max(1, (long)Math.Min(rows, Math.Max(n, 1)) * width);
        var job = new ReduceJob<TFn, T> { F = f, X = x, C = c, Sums = sums, N = n, Inner = inner, Rows = rows, Blocks = blocks, Width = width, Tiles = tiles };
        job.Units = outer * blocks * tiles;
        job.UnitsPerChunk = (int)Math.Max(1, Chunk / unit);
        WorkerTeam.Run(ref job, (job.Units + job.UnitsPerChunk - 1) / job.UnitsPerChunk);
        if (blocks == 1)
        {
            Kernels.Reduce.Finish(f, sums, c, y, results, add);
        }
        else
        {
            for (var o = 0; o < outer; o++)
            {
                var part = sums + (nint)o * blocks * inner;
                Kernels.Reduce.Combine(f, part, blocks, inner);
                Kernels.Reduce.Finish(f, part, c == null ? null : c + (nint)o * inner, y + (nint)o * inner, inner, add);
            }
        }

        if (parts is not null) Step.Release(parts);
        GC.KeepAlive(parts);
    }

    internal override void Expand<TFn, T>(TFn f, T* x, T* c, T* dy, T* dx, in BroadcastLayout layout, bool add)
    {
        var job = new ExpandJob<TFn, T> { F = f, X = x, C = c, Dy = dy, Dx = dx, Layout = layout, Add = add };
        WorkerTeam.Run(ref job, Chunks(layout.Count));
    }

    internal override void ArgExtreme<T>(T* x, int* y, int outer, int n, int inner, bool largest)
    {
        var job = new ArgExtremeJob<T> { X = x, Y = y, N = n, Inner = inner, Largest = largest, Results = outer * inner, PerChunk = Math.Max(1, Chunk / Math.Max(n, 1)) };
        WorkerTeam.Run(ref job, (job.Results + job.PerChunk - 1) / job.PerChunk);
    }

    /// <summary>A unit is one block of one tile of columns of one outer index; a chunk is as many units as make it worth a thread's while.</summary>
    private struct ReduceJob<TFn, T> : IJob
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TFn F;
        public T* X, C, Sums;
        public int N, Inner, Rows, Blocks, Width, Tiles, Units, UnitsPerChunk;

        public readonly void Run(int index)
        {
            var end = Math.Min(Units, (index + 1) * UnitsPerChunk);
            for (var unit = index * UnitsPerChunk; unit < end; unit++)
            {
                var tile = unit % Tiles;
                var block = unit / Tiles % Blocks;
                var o = unit / Tiles / Blocks;
                var first = block * Rows;
                var rows = Math.Min(Rows, N - first);
                var x = X + ((nint)o * N + first) * Inner;
                if (Inner == 1)
                {
                    Sums[o * Blocks + block] = Kernels.Reduce.Row(F, x, rows, TFn.ReadsC ? C[o] : default);
                    continue;
                }

                var column = tile * Width;
                var c = TFn.ReadsC ? C + (nint)o * Inner + column : null;
                Kernels.Reduce.Columns(F, x + column, rows, Inner, c, Sums + ((nint)o * Blocks + block) * Inner + column, Math.Min(Width, Inner - column));
            }
        }
    }

    private struct ExpandJob<TFn, T> : IJob
        where TFn : struct, IExpandFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TFn F;
        public T* X, C, Dy, Dx;
        public BroadcastLayout Layout;
        public bool Add;

        public readonly void Run(int index)
        {
            for (var run = Walk(Layout, index); run.MoveNext();)
                Kernels.Expand.Run(F, X + run.Y, C + run.B, Dy + run.B, Layout.B[Layout.Rank - 1], Dx + run.Y, run.Length, Add);
        }
    }

    private struct ArgExtremeJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X;
        public int* Y;
        public int N, Inner, Results, PerChunk;
        public bool Largest;

        public readonly void Run(int index)
        {
            var end = Math.Min(Results, (index + 1) * PerChunk);
            for (var result = index * PerChunk; result < end; result++)
            {
                var x = X + (nint)(result / Inner) * N * Inner + result % Inner;
                var best = 0;
                var value = *x;
                for (var i = 1; i < N && !T.IsNaN(value); i++)
                {
                    x += Inner;
                    if (!(Largest ? *x > value : *x < value) && !T.IsNaN(*x)) continue;
                    (best, value) = (i, *x);
                }

                Y[result] = best;
            }
        }
    }
}
