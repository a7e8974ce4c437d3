using System.Diagnostics;

namespace Descent.Benchmarks;

/// <summary>
/// From the start of the process to the end of the first training step of the command's built-in run, beside the peer's
/// <c>import torch</c> alone. One launch is one step and one sample; there is no limit to take a share of.
/// </summary>
internal sealed class StartGroup(Options options, Action<string> say)
{
    public const string Workload = "start-train";

    private const string Probe = "first step after"; // the command prints it on standard error when DESCENT_START_PROBE is 1
    private const string Ready = "ready";

    /// <summary>The command, built beside this program.</summary>
    public static string Command { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Descent.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        OperatingSystem.IsWindows() ? "Descent.Cli.exe" : "Descent.Cli"));

    public List<Row> Run()
    {
        say(MachineText.Describe());
        var rows = new List<Row>();
        foreach (var threads in options.Threads)
        {
            if (options.WithPeer)
                using (var peer = new PeerProcess(threads)) say(peer.Description);
            LaunchOurs(threads); // the first launches of both read their files from the disk
            if (options.WithPeer) LaunchPeer(threads);

            List<(double Ms, double Mb)> ours = [], theirs = [];
            for (var round = 0; round < options.Rounds; round++)
            {
                Repeat(ours, () => LaunchOurs(threads));
                if (options.WithPeer) Repeat(theirs, () => LaunchPeer(threads));
            }

            rows.Add(ToRow(threads, ours, theirs));
            say(Table.Line(rows[^1]));
        }

        return rows;
    }

    private void Repeat(List<(double Ms, double Mb)> launches, Func<(double Ms, double Mb)> launch)
    {
        var start = Stopwatch.GetTimestamp();
        do launches.Add(launch());
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds);
    }

    private static Row ToRow(int threads, List<(double Ms, double Mb)> ours, List<(double Ms, double Mb)> theirs)
    {
        var best = ours.Min(l => l.Ms);
        return new Row
        {
            Group = "start",
            Workload = Workload,
            Threads = threads,
            BestMs = best,
            MedianMs = Sampler.Median([.. ours.Select(l => l.Ms)]),
            SamplesPerS = 1e3 / best,
            LimitShare = null,
            PeakMemoryMb = ours.Max(l => l.Mb),
            Peer = theirs.Count == 0 ? null : "pytorch",
            PeerVariant = theirs.Count == 0 ? null : "import torch",
            PeerBestMs = theirs.Count == 0 ? null : theirs.Min(l => l.Ms),
            PeerMedianMs = theirs.Count == 0 ? null : Sampler.Median([.. theirs.Select(l => l.Ms)]),
            PeerPeakMemoryMb = theirs.Count == 0 ? null : theirs.Max(l => l.Mb),
        };
    }

    private static (double Ms, double Mb) LaunchOurs(int threads)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"descent-start-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo(Command) { ArgumentList = { "train", "--out", folder } };
        start.Environment["DESCENT_START_PROBE"] = "1";
        start.Environment["DESCENT_THREADS"] = $"{threads}";
        try
        {
            return Launch(start, Probe);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Ms, double Mb) LaunchPeer(int threads)
    {
        var start = new ProcessStartInfo(PeerProcess.Python) { ArgumentList = { "-c", $"import sys, torch; print('{Ready}', file=sys.stderr, flush=True); sys.stdin.read()" } };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{threads}";
        return Launch(start, Ready);
    }

    /// <summary>Milliseconds from before the process exists to the arrival of the line on its standard error; then ends it.</summary>
    private static (double Ms, double Mb) Launch(ProcessStartInfo start, string line)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        if (!File.Exists(start.FileName)) throw new InvalidOperationException($"start: {start.FileName} is not there; build the solution in this configuration.");
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var said = new List<string>();
        try
        {
            while (process.StandardError.ReadLine() is { } text)
            {
                if (text.StartsWith(line, StringComparison.Ordinal))
                {
                    var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                    process.Refresh();
                    return (elapsed, process.PeakWorkingSet64 / 1e6);
                }

                said.Add(text);
            }
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }

        throw new InvalidOperationException($"start: {start.FileName} {string.Join(' ', start.ArgumentList)} ended before it said \"{line}\". It said:\n{string.Join('\n', said)}");
    }
}
