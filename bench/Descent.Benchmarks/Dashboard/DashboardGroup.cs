using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Descent.Devices;

namespace Descent.Benchmarks;

/// <summary>
/// What a dashboard costs the run that it shows, and how fast it shows many long runs. A training of the mlp goes on all the time with its log; its steps are timed by turns while
/// watchers watch, and while server and watchers, which are processes of their own, are halted; so the ratio is what being watched costs. Memory is that of the training process. Opening and
/// panning are timed over HTTP; there, memory is the server's.
/// </summary>
internal sealed class DashboardGroup(Options options, Action<string> say)
{
    public const string Open = "open-1000", Pan = "pan-10", All = "read-1000";

    private const int Runs = 1000, Points = 100_000, Batch = 128, StepsPerTime = 10;

    /// <summary>The JIT compiles the server; a run is watched for hours.</summary>
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<string> Names { get; } = [Watchers.Silent, Watchers.Hundred, Watchers.Reconnecting, Open, Pan, All];

    public List<Row> Run()
    {
        say(MachineText.Describe());
        var chosen = Names.Where(n => options.Workloads.Count == 0 || options.Workloads.Contains(n)).ToList();
        var rows = new List<Row>();
        var root = Directory.CreateTempSubdirectory("descent-dashboard-").FullName;
        try
        {
            var watching = chosen.Where(n => n is Watchers.Silent or Watchers.Hundred or Watchers.Reconnecting);
            foreach (var (threads, kind) in from t in options.Threads from k in watching select (t, k)) Add(Watched(kind, threads, root));
            if (chosen.Any(n => n is Open or Pan or All)) Opened(Path.Combine(root, "many"), chosen, Add);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        return rows;

        void Add(Row row)
        {
            rows.Add(row);
            say(Table.Line(row));
        }
    }

    private Row Watched(string kind, int threads, string root)
    {
        WorkerTeam.Threads = threads;
        var runs = Path.Combine(root, $"{kind}-{threads}");
        using var training = new Training(Path.Combine(runs, "run"));
        training.Start();
        Thread.Sleep(s_warmUp); // its memory grows for as long
        List<double> with = [], without = [], ratios = [];
        var (server, alone) = (0.0, Resident()); // of the training before anybody looked at it
        using var dashboard = ServerProcess.Start(runs);
        using var watching = StartWatchers(kind, dashboard);
        Thread.Sleep(s_warmUp);
        var peak = alone;
        for (var round = 0; round < options.Rounds; round++)
        {
            // Watched first in every other round: what drifts favours neither.
            double watched, unwatched;
            if (round % 2 == 0) (watched, unwatched) = (Watched(), Unwatched());
            else (unwatched, watched) = (Unwatched(), Watched());
            ratios.Add(watched / unwatched);
            peak = Math.Max(peak, Resident());
        }

        var (low, high) = Sampler.MedianInterval(ratios);
        say(string.Create(CultureInfo.InvariantCulture, $"  {kind}: watched by unwatched, of {ratios.Count} pairs of {options.Seconds} s: median {Sampler.Median(ratios):F4} (95 % interval {low:F4} to {high:F4}); ")
            + $"the server used {server / (options.Rounds * options.Seconds):P2} of a core and {dashboard.PeakMegabytes:F1} MB at most; resident memory of the training {alone:F1} MB before, {peak:F1} MB at most");
        return RowOf(kind, threads, with) with
        {
            PeakMemoryMb = peak,
            Peer = "descent",
            PeerVariant = "without: unwatched",
            PeerBestMs = without.Min(),
            PeerMedianMs = Sampler.Median(without),
            PeerPeakMemoryMb = alone,
        };

        double Watched()
        {
            server -= dashboard.ProcessorSeconds;
            var mean = training.Collect(with, options.Seconds);
            server += dashboard.ProcessorSeconds;
            return mean;
        }

        // Server and watchers stand still, the server's own looking at the folder included; what they missed they do when they go on, in the time that is watched.
        double Unwatched()
        {
            using (watching.Halt()) using (dashboard.Halt()) return training.Collect(without, options.Seconds);
        }
    }

    private static Watching StartWatchers(string kind, ServerProcess dashboard)
    {
        var process = Process.Start(ServerProcess.Low(OwnProgram, [Watchers.Argument, kind, dashboard.Address.AbsoluteUri, dashboard.Token]))!;
        process.StandardOutput.ReadLine();
        return new(process);
    }

    private void Opened(string root, List<string> chosen, Action<Row> add)
    {
        say($"  {Runs} runs of {Points} points are made; few of their event files are distinct (hard links)");
        RunMill.Make(root, Runs, Points);
        List<double> open = [], pan = [], all = [];
        var peaks = new double[3];
        for (var round = 0; round < options.Rounds; round++)
        {
            using var server = ServerProcess.Start(root);
            using var client = new HttpClient();
            JsonElement list = default;
            open.Add(Time(() =>
            {
                using var document = JsonDocument.Parse(Get("/api/runs?"));
                list = document.RootElement.Clone();
            }));
            var ids = list.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("id").GetString()!).ToList();
            if (ids.Count != Runs) throw new InvalidOperationException($"dashboard: {ids.Count} runs are listed, expected {Runs}.");
            peaks[0] = server.PeakMegabytes;
            if (chosen.Contains(Pan))
            {
                var few = string.Join(',', ids.Take(10));
                _ = Get($"/api/series?runs={few}&tag=loss/batch&points=800&"); // the first look reads the files
                for (var at = 0; at < 20; at++)
                    pan.Add(Time(() => Get($"/api/series?runs={few}&tag=loss/batch&points=800&from={at * 20_000}&to={at * 20_000 + 100_000}&")));
                peaks[1] = Math.Max(peaks[1], server.PeakMegabytes);
            }

            if (!chosen.Contains(All)) continue;
            all.Add(Time(() =>
            {
                foreach (var part in ids.Chunk(50)) _ = Get($"/api/series?runs={string.Join(',', part)}&tag=loss/batch&points=800&");
            }));
            peaks[2] = Math.Max(peaks[2], server.PeakMegabytes);

            byte[] Get(string path) => client.GetByteArrayAsync(new Uri(server.Address, $"{path}token={server.Token}")).GetAwaiter().GetResult();
        }

        foreach (var (name, times, peak) in new[] { (Open, open, peaks[0]), (Pan, pan, peaks[1]), (All, all, peaks[2]) })
            if (chosen.Contains(name)) add(RowOf(name, Environment.ProcessorCount, times) with { PeakMemoryMb = peak });
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }

    private static string OwnProgram => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Descent.Benchmarks.exe" : "Descent.Benchmarks");

    private static Row RowOf(string name, int threads, List<double> times) => new()
    {
        Group = "dashboard",
        Workload = name,
        Threads = threads,
        BestMs = times.Min(),
        MedianMs = Sampler.Median(times),
        SamplesPerS = (name is Open or Pan or All ? 1 : Batch) * 1e3 / times.Min(),
        LimitShare = null,
        PeakMemoryMb = 0,
    };

    /// <summary>Watchers that leave when it is disposed of.</summary>
    private sealed class Watching(Process process) : IDisposable
    {
        public IDisposable Halt() => new HaltedProcess(process.Id);

        public void Dispose()
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(TimeSpan.FromSeconds(5))) process.Kill();
            process.Dispose();
        }
    }

    /// <summary>A training of the mlp that goes on until it is disposed of, on a thread of its own, and times its steps when it is asked to.</summary>
    private sealed class Training : TrainingHook, IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Lock _lock = new();
        private readonly string _folder;
        private Thread? _thread;
        private List<double>? _times;
        private long _since;
        private int _steps;

        public Training(string folder) => _folder = folder;

        public void Start()
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllText(Path.Combine(_folder, "run.yaml"), "name: run\ntraining:\n  epochs: 1000000\n");
            _thread = new Thread(Train) { Name = "training" };
            _thread.Start();
            Collect([], 3); // the JIT
        }

        /// <summary>Adds the milliseconds of steps, in blocks of ten, for so many seconds, and gives their mean.</summary>
        public double Collect(List<double> times, double seconds)
        {
            var before = times.Count;
            lock (_lock) (_times, _steps, _since) = (times, 0, Stopwatch.GetTimestamp());
            Thread.Sleep(TimeSpan.FromSeconds(seconds));
            lock (_lock) _times = null;
            return times.Skip(before).Average();
        }

        public override void OnStepEnd(Trainer trainer)
        {
            lock (_lock)
            {
                if (_times is null || ++_steps < StepsPerTime) return;
                var now = Stopwatch.GetTimestamp();
                _times.Add(Stopwatch.GetElapsedTime(_since, now).TotalMilliseconds / StepsPerTime);
                (_since, _steps) = (now, 0);
            }
        }

        public void Dispose()
        {
            _end.Cancel();
            _thread?.Join();
            _end.Dispose();
        }

        private void Train()
        {
            const int Samples = 16_384, Features = 784;
            var random = new Random(1);
            var inputs = new float[Samples * Features];
            for (var i = 0; i < inputs.Length; i++) inputs[i] = (float)random.NextDouble();
            var data = new InMemoryDataset(inputs, [Features], [.. Enumerable.Range(0, Samples).Select(i => i % 10)], [.. "0123456789".Select(c => $"{c}")]);
            var model = new Sequential(new Linear(Features, 512), new ReLU(), new Dropout(drop: 0.2), new Linear(512, 512), new ReLU(), new Dropout(drop: 0.2), new Linear(512, 10));
            model.Initialize(1);
            var trainer = new Trainer(model, new CrossEntropy(), new Adam(1e-5)) { Hooks = { new TensorBoardLog(Path.Combine(_folder, "events")), this } };
            trainer.Fit(data, null, 1_000_000, Batch, _end.Token);
        }
    }
}
