using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>Elements of one chunk of softmax: an exponential costs about as much as moving four numbers.</summary>
    private const int SoftmaxChunk = Chunk / 4;

    internal override void Softmax<T>(T* x, T* y, int outer, int size, int inner, bool log) =>
        Share(new SoftmaxJob<T> { X = x, Y = y, Outer = outer, Size = size, Inner = inner, Log = log });

    internal override void SoftmaxGradient<T>(T* y, T* dy, T* dx, int outer, int size, int inner, bool log, bool add) =>
        Share(new SoftmaxJob<T> { Y = y, Dy = dy, Dx = dx, Outer = outer, Size = size, Inner = inner, Log = log, Add = add });

    private static void Share<T>(SoftmaxJob<T> job)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (job.Outer == 0 || job.Size == 0 || job.Inner == 0) return;
        if (job.Inner == 1)
        {
            job.Each = Math.Max(SoftmaxChunk / job.Size, 1);
            WorkerTeam.Run(ref job, (job.Outer + job.Each - 1) / job.Each);
            return;
        }

        // Columns are cut at multiples of 16, so that only the last piece has lanes to spare.
        job.Each = Math.Max(SoftmaxChunk / job.Size, 1) + 15 & -16;
        job.Pieces = (job.Inner + job.Each - 1) / job.Each;
        WorkerTeam.Run(ref job, job.Outer * job.Pieces);
    }

    private struct SoftmaxJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Y, Dy, Dx;
        public int Outer, Size, Inner, Each, Pieces;
        public bool Log, Add;

        public readonly void Run(int index)
        {
            if (Inner == 1)
            {
                var first = index * Each;
                var rows = Math.Min(Each, Outer - first);
                var start = (nint)first * Size;
                if (Dy == null) SoftmaxRows.Run(X + start, Y + start, rows, Size, Log);
                else SoftmaxRows.Gradient(Y + start, Dy + start, Dx + start, rows, Size, Log, Add);
                return;
            }

            var column = index % Pieces * Each;
            var columns = Math.Min(Each, Inner - column);
            var at = (nint)(index / Pieces) * Size * Inner + column;
            if (Dy == null) SoftmaxColumns.Run(X + at, Y + at, Size, Inner, columns, Log);
            else SoftmaxColumns.Gradient(Y + at, Dy + at, Dx + at, Size, Inner, columns, Log, Add);
        }
    }
}
