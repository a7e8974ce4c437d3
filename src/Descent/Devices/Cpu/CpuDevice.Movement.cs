using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>Rows that one chunk of a transposition writes: four blocks of eight, so that a line of x is used up while it is in cache.</summary>
    private const int RowsOfTransposition = 32;

    internal override void Copy<T>(T* x, T* y, in Box box, bool add)
    {
        if (box.Count == 0) return;
        var last = box.Sizes[box.Last];
        if (box.HasRuns && box.Rank == 1)
        {
            var job = new RunJob<T> { X = x, Y = y, Count = last, Add = add };
            WorkerTeam.Run(ref job, Chunks(last));
            return;
        }

        if (!box.HasRuns && box.Transposed is >= 0 and var rows)
        {
            var tiles = (box.Sizes[rows] + RowsOfTransposition - 1) / RowsOfTransposition;
            var job = new TransposeJob<T> { X = x, Y = y, Box = box, Rows = rows, Tiles = tiles, Add = add };
            WorkerTeam.Run(ref job, box.Count / box.Sizes[rows] / last * tiles);
            return;
        }

        var lines = box.Count / last;
        var each = Math.Max(Chunk / last, 1);
        var lineJob = new LineJob<T> { X = x, Y = y, Box = box, Lines = lines, Each = each, Add = add };
        WorkerTeam.Run(ref lineJob, (lines + each - 1) / each);
    }

    internal override void Fill<T>(T* y, T value, int count) => new Span<T>(y, count).Fill(value);

    private struct RunJob<T> : IJob
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        public T* X, Y;
        public int Count;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            BoxCopy.Run(X + start, Y + start, Math.Min(Chunk, Count - start), Add);
        }
    }

    private struct LineJob<T> : IJob
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        public T* X, Y;
        public Box Box;
        public int Lines, Each;
        public bool Add;

        public readonly void Run(int index)
        {
            var from = index * Each;
            var to = Math.Min(from + Each, Lines);
            if (Box.HasRuns) BoxCopy.Runs(X, Y, Box, from, to, Add);
            else BoxCopy.Lines(X, Y, Box, from, to, Add);
        }
    }

    private struct TransposeJob<T> : IJob
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        public T* X, Y;
        public Box Box;
        public int Rows, Tiles;
        public bool Add;

        public readonly void Run(int index)
        {
            var at = new Odometer(Box, Rows, Box.Last, index / Tiles);
            var row = index % Tiles * RowsOfTransposition;
            var count = Math.Min(RowsOfTransposition, Box.Sizes[Rows] - row);
            nint xStride = Box.X[Box.Last], yStride = Box.Y[Rows];
            Transposition.Run(X + at.X + row, xStride, Y + at.Y + row * yStride, yStride, count, Box.Sizes[Box.Last], Add);
        }
    }
}
