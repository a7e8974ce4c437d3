using Descent.Devices;

namespace Descent.Benchmarks;

/// <summary>Measures workloads, ours and the peer's in turn.</summary>
internal sealed class Harness(Options options, Action<string> say)
{
    // Idle threads of OpenMP and OpenBLAS keep spinning for some milliseconds after their last work (OpenBLAS up to about 30);
    // before our round starts they must be asleep. Ours park after 0.05 ms.
    private const int SettleMilliseconds = 60;

    private readonly Limits _limits = new(Math.Clamp(options.Seconds / 4, 0.01, 0.25));

    public List<Row> Run(IReadOnlyList<Workload> workloads)
    {
        say(MachineText.Describe());
        foreach (var threads in options.Threads) say(MachineText.Limits(_limits, threads));

        var rows = new List<(Row Row, Workload Workload)>();
        foreach (var threads in options.Threads)
        {
            WorkerTeam.Threads = threads;
            using var peer = options.WithPeer ? new PeerProcess(threads) : null;
            if (peer != null) say(peer.Description);
            foreach (var workload in workloads)
            {
                rows.Add((Measure(workload, threads, peer), workload));
                say(Table.Line(rows[^1].Row));
            }
        }

        // Later rows may have found higher limits; they hold for the earlier rows too.
        return [.. rows.Select(r => r.Row with { LimitShare = LimitShare(r.Workload, r.Row.Threads, r.Row.BestMs) })];
    }

    private Row Measure(Workload workload, int threads, PeerProcess? peer)
    {
        _limits.Refresh(workload, threads);
        workload.Prepare();
        var variants = peer == null ? [] : Agreement.Establish(workload, peer, say);
        var steps = Sampler.WarmUp(workload);

        var ours = new List<double>();
        var theirs = variants.ToDictionary(v => v, _ => new List<double>());
        var spun = 0.0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = peer?.ProcessorSeconds ?? 0;
            Sampler.Sample(workload, steps, options.Seconds, ours);
            spun = Math.Max(spun, ((peer?.ProcessorSeconds ?? 0) - before) / options.Seconds);
            foreach (var variant in variants) theirs[variant].AddRange(peer!.Run(variant, options.Seconds));
            if (peer != null) Thread.Sleep(SettleMilliseconds);
        }

        if (spun > 0.02 && options.Seconds >= 0.2) say($"  warning: the peer used {spun:P0} of a core during our rounds of {workload.Name}");
        var best = ours.Min();
        var variantThatCounts = variants.Count == 0 ? null : variants.MinBy(v => theirs[v].Min());
        return new Row
        {
            Group = options.Group,
            Workload = workload.Name,
            Threads = threads,
            BestMs = best,
            MedianMs = Sampler.Median(ours),
            SamplesPerS = workload.Samples / best * 1e3,
            LimitShare = LimitShare(workload, threads, best),
            PeakMemoryMb = PeakMemory.OfFreshProcess(options.Group, workload, threads),
            Peer = peer == null ? null : "pytorch",
            PeerVariant = variantThatCounts,
            PeerBestMs = variantThatCounts == null ? null : theirs[variantThatCounts].Min(),
            PeerMedianMs = variantThatCounts == null ? null : Sampler.Median(theirs[variantThatCounts]),
            PeerPeakMemoryMb = variantThatCounts == null || !Catalog.ComparesMemory(options.Group) ? null : PeakMemoryOfPeer(workload, threads, variantThatCounts),
        };
    }

    private double LimitShare(Workload workload, int threads, double milliseconds) => _limits.LeastSeconds(workload, threads) / (milliseconds * 1e-3);

    private static double PeakMemoryOfPeer(Workload workload, int threads, string variant)
    {
        using var peer = new PeerProcess(threads);
        peer.Prepare(workload.PeerSpec, inputs: null);
        _ = peer.Run(variant, 0.3).Count();
        return peer.PeakMemory();
    }
}
