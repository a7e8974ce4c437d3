using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Devices;

namespace Descent.Kernels;

/// <summary>Adds up sums that were made in parts, in the order of the parts.</summary>
internal static unsafe class PartialSums
{
    private const int Chunk = 16 * 1024;

    /// <summary>to[i] (+)= from[0, i] + from[1, i] + …; <paramref name="from"/> is [parts, count].</summary>
    public static void Add<T>(T* from, int parts, nint count, T* to, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var job = new Job<T> { From = from, To = to, Parts = parts, Count = count, AddToTarget = add };
        var chunks = (int)((count + Chunk - 1) / Chunk);
        if (chunks == 1) job.Run(0);
        else WorkerTeam.Run(ref job, chunks);
    }

    private struct Job<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* From, To;
        public int Parts;
        public nint Count;
        public bool AddToTarget;

        public readonly void Run(int index)
        {
            var first = (nint)index * Chunk;
            var count = Math.Min(Chunk, Count - first);
            switch (LaneWidth.Bits)
            {
                case 512: Sum<Lanes512<T>, T>(From + first, Parts, Count, count, To + first, AddToTarget); break;
                case 256: Sum<Lanes256<T>, T>(From + first, Parts, Count, count, To + first, AddToTarget); break;
                case 128: Sum<Lanes128<T>, T>(From + first, Parts, Count, count, To + first, AddToTarget); break;
                default: Sum<Lanes1<T>, T>(From + first, Parts, Count, count, To + first, AddToTarget); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sum<V, T>(T* from, int parts, nint stride, nint count, T* to, bool add)
        where V : struct, ILanes<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            var sum = V.Load(from + i);
            for (nint p = 1; p < parts; p++) sum += V.Load(from + p * stride + i);
            V.Store(add ? V.Load(to + i) + sum : sum, to + i);
        }

        if (i < count && V.Count > 1) Sum<Lanes1<T>, T>(from + i, parts, stride, count - i, to + i, add);
    }
}
