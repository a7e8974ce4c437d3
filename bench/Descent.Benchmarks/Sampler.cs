using System.Diagnostics;
using System.Runtime;

namespace Descent.Benchmarks;

/// <summary>
/// Times blocks of steps. A block is as many steps as fill a millisecond, so that the clock's own cost and resolution vanish
/// beside it; the peer follows the same rule.
/// </summary>
internal static class Sampler
{
    private const double BlockMilliseconds = 1;

    // Methods reach their final code after two times 30 calls and 100 ms without new first calls; when nothing was compiled for
    // three times that, the code is final.
    private const double QuietSeconds = 0.3;
    private const double LongestWarmUpSeconds = 10;

    /// <summary>Runs until the JIT has nothing left to do; returns the steps of one block.</summary>
    public static int WarmUp(Workload workload)
    {
        var start = Stopwatch.GetTimestamp();
        var quietSince = start;
        var compiled = JitInfo.GetCompiledMethodCount();
        var best = double.MaxValue;
        var steps = 1;
        while (Stopwatch.GetElapsedTime(quietSince).TotalSeconds < QuietSeconds && Stopwatch.GetElapsedTime(start).TotalSeconds < LongestWarmUpSeconds)
        {
            best = Math.Min(best, Time(workload, steps));
            steps = StepsPerBlock(best);
            var now = JitInfo.GetCompiledMethodCount();
            if (now == compiled) continue;
            compiled = now;
            quietSince = Stopwatch.GetTimestamp();
        }

        return StepsPerBlock(best);
    }

    /// <summary>Milliseconds per step of each block that fits into the time, at least one.</summary>
    public static void Sample(Workload workload, int steps, double seconds, List<double> milliseconds)
    {
        var start = Stopwatch.GetTimestamp();
        do milliseconds.Add(Time(workload, steps));
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
    }

    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Where the median of what the values are drawn from lies in 95 of 100 cases, whatever its distribution: between two of the values, by the sign test.</summary>
    public static (double Low, double High) MedianInterval(List<double> values)
    {
        var sorted = values.Order().ToArray();
        var half = 0.98 * Math.Sqrt(sorted.Length); // 1.96 standard deviations of a binomial count of halves
        return (sorted[Math.Max(0, (int)Math.Floor((sorted.Length - 1) / 2.0 - half))], sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling((sorted.Length - 1) / 2.0 + half))]);
    }

    private static double Time(Workload workload, int steps)
    {
        var start = Stopwatch.GetTimestamp();
        workload.Run(steps);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / steps;
    }

    private static int StepsPerBlock(double milliseconds) => Math.Max(1, (int)Math.Ceiling(BlockMilliseconds / milliseconds));
}
