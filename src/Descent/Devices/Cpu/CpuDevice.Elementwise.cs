using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>
    /// Elements of one chunk of elementwise work: 64 KB of floats, so that a chunk's operands fit in a second-level cache and
    /// waking a thread (about 1 µs) is small beside it.
    /// </summary>
    private const int Chunk = 16384;

    internal override void Map<TFn, T>(TFn f, T* x, T* y, int count)
    {
        var job = new MapJob<TFn, T> { F = f, X = x, Y = y, Count = count };
        WorkerTeam.Run(ref job, Chunks(count));
    }

    internal override void MapGradient<TFn, T>(TFn f, T* x, T* y, T* dy, T* dx, int count, bool add)
    {
        var job = new MapGradientJob<TFn, T> { F = f, X = x, Y = y, Dy = dy, Dx = dx, Count = count, Add = add };
        WorkerTeam.Run(ref job, Chunks(count));
    }

    private static int Chunks(int count) => (count + Chunk - 1) / Chunk;

    private struct MapJob<TFn, T> : IJob
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TFn F;
        public T* X, Y;
        public int Count;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            Kernels.Map.Run(F, X + start, Y + start, Math.Min(Chunk, Count - start));
        }
    }

    private struct MapGradientJob<TFn, T> : IJob
        where TFn : struct, IUnaryFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TFn F;
        public T* X, Y, Dy, Dx;
        public int Count;
        public bool Add;

        public readonly void Run(int index)
        {
            var start = index * Chunk;
            Kernels.Map.Gradient(F, X + start, Y + start, Dy + start, Dx + start, Math.Min(Chunk, Count - start), Add);
        }
    }
}
