using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Descent.Devices;
using Descent.Kernels;

namespace Descent.Benchmarks;

/// <summary>How many float operations a second the processor can do: fused multiply-adds between registers, at its widest vectors.</summary>
internal static class FmaPeak
{
    private const int Chains = 12; // two ports times a latency of 4 need 8 independent sums; 12 leave slack and fit in 16 registers
    private const int Iterations = 10_000; // some 30 µs a chunk
    private const int ChunksPerThread = 16; // half a millisecond a run: long enough to wake the team, short enough to run undisturbed now and then on a busy machine

    /// <summary>The best of many short runs, in FLOP/s.</summary>
    public static double Measure(int threads, double seconds)
    {
        WorkerTeam.Threads = threads;
        var best = 0.0;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            var job = default(Job);
            var began = Stopwatch.GetTimestamp();
            WorkerTeam.Run(ref job, ChunksPerThread * threads);
            var elapsed = Stopwatch.GetElapsedTime(began).TotalSeconds;
            best = Math.Max(best, 2.0 * Lanes * Chains * Iterations * ChunksPerThread * threads / elapsed);
        }

        return best;
    }

    private static int Lanes => LaneWidth.Has512 ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    private struct Job : IJob
    {
        public readonly void Run(int index)
        {
            if (LaneWidth.Has512) Wide();
            else if (Vector256.IsHardwareAccelerated) Middle();
            else Narrow();
        }
    }

    // Three spellings of one loop: locals, because only locals stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Wide()
    {
        var m = Vector512.Create(0.999f);
        var c = Vector512.Create(0.001f);
        Vector512<float> a = m, b = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m, o = m;
        for (var n = 0; n < Iterations; n++)
        {
            a = Vector512.FusedMultiplyAdd(a, m, c);
            b = Vector512.FusedMultiplyAdd(b, m, c);
            d = Vector512.FusedMultiplyAdd(d, m, c);
            e = Vector512.FusedMultiplyAdd(e, m, c);
            f = Vector512.FusedMultiplyAdd(f, m, c);
            g = Vector512.FusedMultiplyAdd(g, m, c);
            h = Vector512.FusedMultiplyAdd(h, m, c);
            i = Vector512.FusedMultiplyAdd(i, m, c);
            j = Vector512.FusedMultiplyAdd(j, m, c);
            k = Vector512.FusedMultiplyAdd(k, m, c);
            l = Vector512.FusedMultiplyAdd(l, m, c);
            o = Vector512.FusedMultiplyAdd(o, m, c);
        }

        return Vector512.Sum(a + b + d + e + f + g + h + i + j + k + l + o);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Middle()
    {
        var m = Vector256.Create(0.999f);
        var c = Vector256.Create(0.001f);
        Vector256<float> a = m, b = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m, o = m;
        for (var n = 0; n < Iterations; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, m, c);
            b = Vector256.FusedMultiplyAdd(b, m, c);
            d = Vector256.FusedMultiplyAdd(d, m, c);
            e = Vector256.FusedMultiplyAdd(e, m, c);
            f = Vector256.FusedMultiplyAdd(f, m, c);
            g = Vector256.FusedMultiplyAdd(g, m, c);
            h = Vector256.FusedMultiplyAdd(h, m, c);
            i = Vector256.FusedMultiplyAdd(i, m, c);
            j = Vector256.FusedMultiplyAdd(j, m, c);
            k = Vector256.FusedMultiplyAdd(k, m, c);
            l = Vector256.FusedMultiplyAdd(l, m, c);
            o = Vector256.FusedMultiplyAdd(o, m, c);
        }

        return Vector256.Sum(a + b + d + e + f + g + h + i + j + k + l + o);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Narrow()
    {
        var m = Vector128.Create(0.999f);
        var c = Vector128.Create(0.001f);
        Vector128<float> a = m, b = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m, o = m;
        for (var n = 0; n < Iterations; n++)
        {
            a = Vector128.FusedMultiplyAdd(a, m, c);
            b = Vector128.FusedMultiplyAdd(b, m, c);
            d = Vector128.FusedMultiplyAdd(d, m, c);
            e = Vector128.FusedMultiplyAdd(e, m, c);
            f = Vector128.FusedMultiplyAdd(f, m, c);
            g = Vector128.FusedMultiplyAdd(g, m, c);
            h = Vector128.FusedMultiplyAdd(h, m, c);
            i = Vector128.FusedMultiplyAdd(i, m, c);
            j = Vector128.FusedMultiplyAdd(j, m, c);
            k = Vector128.FusedMultiplyAdd(k, m, c);
            l = Vector128.FusedMultiplyAdd(l, m, c);
            o = Vector128.FusedMultiplyAdd(o, m, c);
        }

        return Vector128.Sum(a + b + d + e + f + g + h + i + j + k + l + o);
    }
}
