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
            var peers = options.WithPeer ? PeerProcess.StartAll(threads) : [];
            try
            {
                foreach (var peer in peers) say(peer.Description);
                foreach (var workload in workloads)
                {
                    rows.Add((Measure(workload, threads, peers), workload));
                    say(Table.Line(rows[^1].Row));
                    (workload as IDisposable)?.Dispose();
                }
            }
            finally
            {
                foreach (var peer in peers) peer.Dispose();
            }
        }

        // Later rows may have found higher limits; they hold for the earlier rows too.
        return [.. rows.Select(r => r.Row with { LimitShare = LimitShare(r.Workload, r.Row.Threads, r.Row.BestMs) })];
    }

    private Row Measure(Workload workload, int threads, IReadOnlyList<PeerProcess> peers)
    {
        _limits.Refresh(workload, threads);
        workload.Prepare();
        if (workload.Without is { } without) return MeasureBeside(workload, without, threads);
        var theirs = peers.SelectMany(peer => Agreement.Establish(workload, peer, say).Select(variant => new Contender(peer, variant))).ToArray();
        var steps = Sampler.WarmUp(workload);

        var ours = new List<double>();
        var spun = 0.0;
        for (var round = 0; round < options.Rounds; round++)
        {
            var before = peers.Sum(p => p.ProcessorSeconds);
            Sampler.Sample(workload, steps, options.Seconds, ours);
            spun = Math.Max(spun, (peers.Sum(p => p.ProcessorSeconds) - before) / options.Seconds);
            foreach (var contender in theirs)
            {
                contender.Times.AddRange(contender.Peer.Run(contender.Variant, options.Seconds));
                Thread.Sleep(SettleMilliseconds);
            }
        }

        // Below 0.2 s the processor clock, which ticks every 10 ms, says nothing.
        if (spun > 0.05 && options.Seconds >= 0.2) say($"  warning: the peer used {spun:P0} of a core during our rounds of {workload.Name}");
        var row = OwnRow(workload, threads, ours);
        return theirs.MinBy(c => c.Times.Min()) is not { } fastest ? row : row with
        {
            Peer = "pytorch",
            PeerVariant = fastest.Variant + fastest.Peer.Settings,
            PeerBestMs = fastest.Times.Min(),
            PeerMedianMs = Sampler.Median(fastest.Times),
            PeerPeakMemoryMb = Catalog.ComparesMemory(options.Group) ? PeakMemoryOf(fastest, workload) : null,
        };
    }

    /// <summary>Rounds with and without, in turn: the ratio is what the addition costs.</summary>
    private Row MeasureBeside(Workload workload, Workload without, int threads)
    {
        without.Prepare();
        var (steps, stepsWithout) = (Sampler.WarmUp(workload), Sampler.WarmUp(without));
        List<double> times = [], timesWithout = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            Sampler.Sample(workload, steps, options.Seconds, times);
            Sampler.Sample(without, stepsWithout, options.Seconds, timesWithout);
        }

        return OwnRow(workload, threads, times) with
        {
            Peer = "descent",
            PeerVariant = $"without: {without.Name}",
            PeerBestMs = timesWithout.Min(),
            PeerMedianMs = Sampler.Median(timesWithout),
        };
    }

    private Row OwnRow(Workload workload, int threads, List<double> ours) => new()
    {
        Group = options.Group,
        Workload = workload.Name,
        Threads = threads,
        BestMs = ours.Min(),
        MedianMs = Sampler.Median(ours),
        SamplesPerS = workload.Samples / ours.Min() * 1e3,
        LimitShare = LimitShare(workload, threads, ours.Min()),
        PeakMemoryMb = PeakMemory.OfFreshProcess(options.Group, workload, threads),
    };

    private double LimitShare(Workload workload, int threads, double milliseconds) => _limits.LeastSeconds(workload, threads) / (milliseconds * 1e-3);

    private static double PeakMemoryOf(Contender contender, Workload workload)
    {
        using var peer = contender.Peer.StartTwin();
        peer.Prepare(workload.PeerSpec, inputs: null);
        _ = peer.Run(contender.Variant, 0.3).Count();
        return peer.PeakMemory();
    }

    /// <summary>One way in which the peer does the work, and its times.</summary>
    private sealed record Contender(PeerProcess Peer, string Variant)
    {
        public List<double> Times { get; } = [];
    }
}
