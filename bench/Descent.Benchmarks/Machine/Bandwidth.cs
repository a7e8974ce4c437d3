using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Devices;
using Descent.Kernels;

namespace Descent.Benchmarks;

/// <summary>
/// How many bytes a second a stream moves when its arrays together have a given size. Bytes are counted as the program sees
/// them: what a cache fetches because a line is about to be overwritten does not count. Where that matters (copy, triad),
/// ordinary stores and stores past the cache are both tried and the faster counts.
/// </summary>
internal static unsafe class Bandwidth
{
    // Floats ahead at which a stream beyond the second-level cache is asked for: the processor's own read-ahead stops at every page of 4 KB,
    // and without this one core moves a fifth less. The same distance serves every stream (512 B to 4 KB were alike).
    private const int FetchAhead = 384;

    private const double ShortestRun = 0.5e-3; // seconds; small arrays are passed over many times to get there

    /// <summary>The best of the runs that fit into the time, in bytes a second.</summary>
    public static double Measure(Traffic traffic, int threads, long bytes, double seconds)
    {
        WorkerTeam.Threads = threads;
        var arrays = traffic switch { Traffic.Read => 1, Traffic.Triad => 3, _ => 2 };
        var count = (int)(bytes / sizeof(float) / arrays / threads / 64 * 64) * threads; // every part whole 256-byte blocks
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)((long)count * arrays * sizeof(float)), 2 << 20);
        HugePages.Advise((byte*)memory, (nint)count * arrays * sizeof(float)); // as tensors have them
        new Span<float>(memory, count).Fill(1);
        if (arrays > 1) new Span<float>(memory + count, count).Fill(1);
        if (arrays > 2) new Span<float>(memory + 2L * count, count).Fill(1);

        // x is changed in place in an update: it counts twice.
        var moved = (double)count * sizeof(float) * (traffic == Traffic.Update ? 3 : arrays);
        var best = Best(new Job { Traffic = traffic, X = memory, Y = memory + count, Z = memory + 2L * count, Part = count / threads }, threads, moved, seconds);
        if (traffic is Traffic.Copy or Traffic.Triad && bytes > 1 << 20)
            best = Math.Max(best, Best(new Job { Traffic = traffic, X = memory, Y = memory + count, Z = memory + 2L * count, Part = count / threads, PastCache = true }, threads, moved, seconds));
        NativeMemory.AlignedFree(memory);
        return best;
    }

    private static double Best(Job job, int threads, double moved, double seconds)
    {
        job.Passes = 1;
        job.Ahead = (long)job.Part * sizeof(float) > 256 << 10 ? FetchAhead : 0;
        var best = 0.0;
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; run++)
        {
            var began = Stopwatch.GetTimestamp();
            WorkerTeam.Run(ref job, threads);
            var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
            best = Math.Max(best, moved * job.Passes / elapsed);
            if (elapsed < ShortestRun) job.Passes *= 2;
        }

        return best;
    }

    private struct Job : IJob
    {
        public Traffic Traffic;
        public float* X, Y, Z;
        public int Part, Passes, Ahead;
        public bool PastCache;

        public readonly void Run(int index)
        {
            var offset = (long)index * Part;
            for (var pass = 0; pass < Passes; pass++)
            {
                switch (Traffic)
                {
                    case Traffic.Read: s_sink = Read(X + offset, Part, Ahead); break;
                    case Traffic.Copy: Copy(X + offset, Y + offset, Part, Ahead, PastCache); break;
                    case Traffic.Triad: Triad(X + offset, Y + offset, Z + offset, Part, Ahead, PastCache); break;
                    default: Update(X + offset, Y + offset, Part, Ahead); break;
                }
            }
        }
    }

    private static volatile float s_sink;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read(float* x, int count, int ahead)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (var i = 0; i < count; i += 64)
        {
            if (ahead > 0) Fetch(i + ahead, x, x + 32);
            a += Vector512.Load(x + i);
            b += Vector512.Load(x + i + 16);
            c += Vector512.Load(x + i + 32);
            d += Vector512.Load(x + i + 48);
        }

        return Vector512.Sum(a + b + c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(float* x, float* y, int count, int ahead, bool pastCache)
    {
        if (pastCache)
        {
            for (var i = 0; i < count; i += 32)
            {
                if (ahead > 0) Fetch(i + ahead, x);
                Vector512.StoreAlignedNonTemporal(Vector512.Load(x + i), y + i);
                Vector512.StoreAlignedNonTemporal(Vector512.Load(x + i + 16), y + i + 16);
            }
        }
        else
        {
            for (var i = 0; i < count; i += 32)
            {
                if (ahead > 0) Fetch(i + ahead, x);
                Vector512.Store(Vector512.Load(x + i), y + i);
                Vector512.Store(Vector512.Load(x + i + 16), y + i + 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Triad(float* x, float* y, float* z, int count, int ahead, bool pastCache)
    {
        var s = Vector512.Create(0.5f);
        if (pastCache)
        {
            for (var i = 0; i < count; i += 32)
            {
                if (ahead > 0) Fetch(i + ahead, x, y);
                Vector512.StoreAlignedNonTemporal(Vector512.FusedMultiplyAdd(Vector512.Load(y + i), s, Vector512.Load(x + i)), z + i);
                Vector512.StoreAlignedNonTemporal(Vector512.FusedMultiplyAdd(Vector512.Load(y + i + 16), s, Vector512.Load(x + i + 16)), z + i + 16);
            }
        }
        else
        {
            for (var i = 0; i < count; i += 32)
            {
                if (ahead > 0) Fetch(i + ahead, x, y);
                Vector512.Store(Vector512.FusedMultiplyAdd(Vector512.Load(y + i), s, Vector512.Load(x + i)), z + i);
                Vector512.Store(Vector512.FusedMultiplyAdd(Vector512.Load(y + i + 16), s, Vector512.Load(x + i + 16)), z + i + 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update(float* x, float* y, int count, int ahead)
    {
        var s = Vector512.Create(1e-9f); // small, so that x stays finite however often it is updated
        for (var i = 0; i < count; i += 32)
        {
            if (ahead > 0) Fetch(i + ahead, x, y);
            Vector512.Store(Vector512.FusedMultiplyAdd(Vector512.Load(y + i), s, Vector512.Load(x + i)), x + i);
            Vector512.Store(Vector512.FusedMultiplyAdd(Vector512.Load(y + i + 16), s, Vector512.Load(x + i + 16)), x + i + 16);
        }
    }

    /// <summary>Starts bringing in the two cache lines at an offset of each stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(int offset, float* x, float* y = null)
    {
        Cache.Fetch(x + offset, 32);
        if (y != null) Cache.Fetch(y + offset, 32);
    }
}
