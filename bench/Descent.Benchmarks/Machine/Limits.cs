using System.Numerics;

namespace Descent.Benchmarks;

/// <summary>
/// What the machine can do at most, measured in this run. Every measurement is repeated before each workload and the best one
/// counts, because whatever else runs on the machine can only make it look slower than it is.
/// </summary>
internal sealed class Limits(double secondsPerMeasurement)
{
    /// <summary>Far beyond any third-level cache: the memory itself.</summary>
    public const long Memory = 256L << 20;

    private readonly Dictionary<int, double> _peak = [];
    private readonly Dictionary<(Traffic Traffic, int Threads, long Bytes), double> _bandwidth = [];

    /// <summary>FLOP/s.</summary>
    public double Peak(int threads) => _peak.TryGetValue(threads, out var known) ? known : MeasurePeak(threads);

    /// <summary>Bytes/s of a stream whose arrays have together as many bytes as the working set, rounded up to a power of two.</summary>
    public double BandwidthOf(Traffic traffic, int threads, double workingSet)
    {
        var bytes = SizeClass(workingSet);
        return _bandwidth.TryGetValue((traffic, threads, bytes), out var known) ? known : MeasureBandwidth(traffic, threads, bytes);
    }

    /// <summary>Measures again what the workload's limit rests on.</summary>
    public void Refresh(Workload workload, int threads)
    {
        MeasurePeak(threads);
        foreach (var traffic in workload.Costs.Select(c => c.Traffic).Distinct()) MeasureBandwidth(traffic, threads, SizeClass(workload.WorkingSet));
    }

    /// <summary>Seconds that a step takes at least: each operation at the FMA peak or at the bandwidth, whichever is slower.</summary>
    public double LeastSeconds(Workload workload, int threads) => workload.Costs.Sum(cost =>
        Math.Max(cost.Flops / Peak(threads), cost.Bytes / BandwidthOf(cost.Traffic, threads, workload.WorkingSet)));

    private double MeasurePeak(int threads) =>
        _peak[threads] = Math.Max(_peak.GetValueOrDefault(threads), FmaPeak.Measure(threads, secondsPerMeasurement));

    private double MeasureBandwidth(Traffic traffic, int threads, long bytes)
    {
        var key = (traffic, threads, bytes);
        return _bandwidth[key] = Math.Max(_bandwidth.GetValueOrDefault(key), Bandwidth.Measure(traffic, threads, bytes, secondsPerMeasurement));
    }

    // Below 16 KB everything is in the first-level cache. Half of Memory is already several times the largest third-level cache a core sees.
    private static long SizeClass(double workingSet) => workingSet > Memory / 2
        ? Memory
        : Math.Max(16 << 10, (long)BitOperations.RoundUpToPowerOf2((ulong)workingSet));
}
