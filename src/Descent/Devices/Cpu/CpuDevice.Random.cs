using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void Dropout<T>(T* x, byte* mask, T* y, int rows, int features, double keep, Philox random, long firstSample)
    {
        if (rows == 0 || features == 0) return;

        // Long rows are cut into pieces, short ones are taken together; a piece starts at a whole block of four numbers.
        var job = new DropoutJob<T>
        {
            X = x,
            Y = y,
            Mask = mask,
            Rows = rows,
            Features = features,
            RowsEach = Math.Max(Chunk / features, 1),
            Pieces = Chunks(features),
            Keep = keep,
            Random = random,
            FirstSample = firstSample,
        };
        WorkerTeam.Run(ref job, (rows + job.RowsEach - 1) / job.RowsEach * job.Pieces);
    }

    internal override void DropoutGradient<T>(T* dy, byte* mask, T* dx, int count, double keep, bool add)
    {
        var job = new MaskJob<T> { X = dy, Y = dx, Mask = mask, Count = count, Scale = 1 / keep, Add = add };
        WorkerTeam.Run(ref job, Chunks(count));
    }

    private struct DropoutJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Y;
        public byte* Mask;
        public int Rows, Features, RowsEach, Pieces;
        public double Keep;
        public Philox Random;
        public long FirstSample;

        public readonly void Run(int index)
        {
            // u·2⁻²⁴ < keep, for the integer u.
            var threshold = (uint)Math.Ceiling(Keep * (1 << 24));
            var row = index / Pieces * RowsEach;
            var start = index % Pieces * Chunk;
            var length = Math.Min(Chunk, Features - start);
            var end = Math.Min(row + RowsEach, Rows);
            for (var r = row; r < end; r++)
            {
                var at = (nint)r * Features + start;
                PhiloxLanes.Mask(Random.Counter(FirstSample + r), start, threshold, Mask + at, length);
                Masking.Run(X + at, Mask + at, Y + at, length, 1 / Keep, add: false);
            }
        }
    }

    private struct MaskJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Y;
        public byte* Mask;
        public int Count;
        public double Scale;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            Masking.Run(X + start, Mask + start, Y + start, Math.Min(Chunk, Count - start), Scale, Add);
        }
    }
}
