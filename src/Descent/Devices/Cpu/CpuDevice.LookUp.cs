using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>At most this many chunks share a table's gradient, because each reads all the indices.</summary>
    private const int MostOwners = 16;

    internal override int FirstOutside(int* indices, int count, int bound) => LookUp.FirstOutside(indices, count, bound);

    internal override void Gather<T>(T* x, int* indices, T* y, int outer, int size, int count, int inner)
    {
        if (outer == 0 || count == 0 || inner == 0) return;
        var each = Math.Max(Chunk / inner, 1);
        var job = new GatherJob<T> { X = x, Indices = indices, Y = y, Size = size, Count = count, Inner = inner, Each = each, Pieces = (count + each - 1) / each };
        WorkerTeam.Run(ref job, outer * job.Pieces);
    }

    internal override void ScatterAdd<T>(T* dy, int* indices, T* dx, int outer, int size, int count, int inner, bool add)
    {
        if (outer == 0 || size == 0 || inner == 0) return;
        var owners = (int)Math.Clamp((long)size * inner / Chunk, 1, MostOwners);
        var job = new ScatterJob<T> { Dy = dy, Indices = indices, Dx = dx, Size = size, Count = count, Inner = inner, Owners = owners, Add = add };
        WorkerTeam.Run(ref job, outer * owners);
    }

    internal override void OneHot<T>(int* indices, T* y, int count, int classes)
    {
        var job = new OneHotJob<T> { Indices = indices, Y = y, Count = count, Classes = classes, Each = Math.Max(Chunk / classes, 1) };
        WorkerTeam.Run(ref job, (count + job.Each - 1) / job.Each);
    }

    internal override void Convert<TFrom, TTo>(TFrom* x, TTo* y, int count, bool add)
    {
        var job = new ConvertJob<TFrom, TTo> { X = x, Y = y, Count = count, Add = add };
        WorkerTeam.Run(ref job, Chunks(count));
    }

    private struct GatherJob<T> : IJob
        where T : unmanaged, INumberBase<T>
    {
        public T* X, Y;
        public int* Indices;
        public int Size, Count, Inner, Each, Pieces;

        public readonly void Run(int index)
        {
            nint outer = index / Pieces;
            var from = index % Pieces * Each;
            LookUp.Gather(X + outer * Size * Inner, Indices, Y + outer * Count * Inner, from, Math.Min(from + Each, Count), Inner);
        }
    }

    private struct ScatterJob<T> : IJob
        where T : unmanaged, INumberBase<T>
    {
        public T* Dy, Dx;
        public int* Indices;
        public int Size, Count, Inner, Owners;
        public bool Add;

        public readonly void Run(int index)
        {
            nint outer = index / Owners;
            var owner = index % Owners;
            var from = (int)((long)Size * owner / Owners);
            var to = (int)((long)Size * (owner + 1) / Owners);
            LookUp.ScatterAdd(Dy + outer * Count * Inner, Indices, Dx + outer * Size * Inner, Count, from, to, Inner, Add);
        }
    }

    private struct OneHotJob<T> : IJob
        where T : unmanaged, INumberBase<T>
    {
        public int* Indices;
        public T* Y;
        public int Count, Classes, Each;

        public readonly void Run(int index) => LookUp.OneHot(Indices, Y, index * Each, Math.Min((index + 1) * Each, Count), Classes);
    }

    private struct ConvertJob<TFrom, TTo> : IJob
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        public TFrom* X;
        public TTo* Y;
        public int Count;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            Conversion.Run(X + start, Y + start, Math.Min(Chunk, Count - start), Add);
        }
    }
}
