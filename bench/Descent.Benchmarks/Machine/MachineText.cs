using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Kernels;

namespace Descent.Benchmarks;

/// <summary>The machine in words.</summary>
internal static class MachineText
{
    public static string Describe()
    {
        const string cpuInfo = "/proc/cpuinfo";
        var model = File.Exists(cpuInfo)
            ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        var bits = LaneWidth.Has512 ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {bits}-bit vectors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";
    }

    /// <summary>Measured limits, one line per thread count.</summary>
    public static string Limits(Limits limits, int threads)
    {
        double Gb(Traffic traffic) => limits.BandwidthOf(traffic, threads, Benchmarks.Limits.Memory) / 1e9;
        return $"{threads} thread{(threads == 1 ? "" : "s")}: FMA peak {limits.Peak(threads) / 1e9:F1} GFLOP/s; memory read {Gb(Traffic.Read):F1}, copy {Gb(Traffic.Copy):F1}, triad {Gb(Traffic.Triad):F1}, update in place {Gb(Traffic.Update):F1} GB/s";
    }
}
