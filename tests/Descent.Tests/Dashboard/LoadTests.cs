using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Descent.Benchmarks;
using Descent.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests;

/// <summary>
/// The server under load, as a process of its own whose memory, threads and open files are read from outside: watchers that never read, many at a time, pages that
/// reconnect for long, and folders of many long runs. What that costs a training is the benchmark's to say (group dashboard).
/// </summary>
[Collection(ProcessSettings.Name)]
public sealed class LoadTests(ITestOutputHelper output) : IDisposable
{
    private const long MostResident = 300_000_000;
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pages_that_come_and_go_leave_nothing_behind()
    {
        using var log = WriteRun();
        using var server = Start();
        var rounds = Soak.Cases(600, 36_000); // the long run is about an hour of a page that loses its connection ten times a second
        var samples = new List<(long Resident, int Threads, int Files)>();
        using var client = server.Client();
        for (var i = 0; i < rounds; i++)
        {
            await server.Visit(client);
            if (i % 10 == 0)
            {
                log.Scalar("loss/batch", i, i);
                log.Flush();
                _ = await client.GetByteArrayAsync(new Uri(server.Address, "/api/runs"));
            }

            if (i >= rounds / 2 && i % (rounds / 40) == 0) samples.Add(Look(server.Id));
        }

        var (early, late) = (samples[..(samples.Count / 2)], samples[(samples.Count / 2)..]);
        output.WriteLine($"resident {Median(early, s => s.Resident) / 1e6:F1} MB, then {Median(late, s => s.Resident) / 1e6:F1} MB; threads {late[^1].Threads}, files {late[^1].Files}");
        Assert.InRange(Median(late, s => s.Resident), 1, 1.05 * Median(early, s => s.Resident) + 16e6);
        Assert.InRange(Median(late, s => s.Files), 1, Median(early, s => s.Files) + 60); // connections that were left and are not yet closed
        Assert.InRange(late[^1].Resident, 1, MostResident);
    }

    [Fact]
    public async Task A_hundred_watchers_and_one_that_never_reads_are_told_and_the_server_stays_small()
    {
        using var log = WriteRun();
        using var server = Start();
        using var silent = new TcpClient { ReceiveBufferSize = 4096 };
        await silent.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        var request = Encoding.ASCII.GetBytes($"GET /api/runs?token={server.Token} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n");
        try
        {
            for (var i = 0; i < 2000; i++) await silent.GetStream().WriteAsync(request).AsTask().WaitAsync(TimeSpan.FromSeconds(2));
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            // The server takes no more, or has thrown it out: both are fine.
        }

        var clients = Enumerable.Range(0, 100).Select(_ => server.Client()).ToList();
        var readers = new List<StreamReader>();
        foreach (var client in clients)
            readers.Add(new(await (await client.GetAsync(new Uri(server.Address, "/api/events"), HttpCompletionOption.ResponseHeadersRead)).Content.ReadAsStreamAsync()));
        foreach (var reader in readers) await Next(reader);
        for (var i = 0; i < 3; i++)
        {
            log.Scalar("loss/batch", i, 10 + i);
            log.Flush();
            foreach (var reader in readers) await Next(reader);
        }

        var (resident, threads, _) = Look(server.Id);
        output.WriteLine($"resident {resident / 1e6:F1} MB, {threads} threads");
        Assert.InRange(resident, 1, MostResident);
        Assert.InRange(threads, 1, 60);

        // One more than there are seats for is refused in words, and everybody else goes on.
        var more = Enumerable.Range(0, 70).Select(_ => server.Client()).ToList();
        clients.AddRange(more);
        var statuses = new List<HttpStatusCode>();
        foreach (var client in more) statuses.Add((await client.GetAsync(new Uri(server.Address, "/api/events"), HttpCompletionOption.ResponseHeadersRead)).StatusCode);
        Assert.Equal(10, statuses.Count(s => s == HttpStatusCode.ServiceUnavailable));
        foreach (var client in clients) client.Dispose();
    }

    [Fact]
    public async Task Many_long_runs_are_listed_and_read_within_the_cap_on_memory()
    {
        var (runs, points) = (Soak.Cases(300, 1000), Soak.Cases(3_000, 100_000));
        RunMill.Make(_folder.Path, runs, points);
        using var server = Start();
        using var client = server.Client();
        var clock = Stopwatch.StartNew();
        using var list = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(server.Address, "/api/runs")));
        output.WriteLine($"{runs} runs are listed after {clock.ElapsedMilliseconds} ms");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30); // a hang; the benchmark says how fast
        var ids = list.RootElement.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("id").GetString()!).ToList();
        Assert.Equal(runs, ids.Count);
        foreach (var part in ids.Chunk(50))
        {
            using var series = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(server.Address, $"/api/series?runs={string.Join(',', part)}&tag=loss/batch&points=800")));
            Assert.All(series.RootElement.GetProperty("series").EnumerateArray(), s =>
            {
                Assert.Equal(points, s.GetProperty("count").GetInt32());
                Assert.InRange(s.GetProperty("y").GetArrayLength(), 400, 800);
            });
        }

        var (resident, _, _) = Look(server.Id);
        output.WriteLine($"all were read after {clock.ElapsedMilliseconds} ms; resident {resident / 1e6:F1} MB");
        Assert.InRange(resident, 1, MostResident);
    }

    private EventFile WriteRun()
    {
        var folder = _folder.Out("run");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "run.yaml"), "name: run\ntraining:\n  epochs: 7\n");
        var log = new EventFile(Path.Combine(folder, "events"));
        log.Scalar("loss/batch", 1, 1);
        log.Flush();
        return log;
    }

    private ServedProcess Start() => new(_folder.Path);

    private static async Task Next(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return;
        Assert.Fail("The feed ended.");
    }

    private static double Median(IEnumerable<(long Resident, int Threads, int Files)> samples, Func<(long Resident, int Threads, int Files), double> of)
    {
        var sorted = samples.Select(of).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static (long Resident, int Threads, int Files) Look(int process)
    {
        var status = File.ReadLines($"/proc/{process}/status").Select(l => l.Split(':', 2)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1].Trim());
        return (1024 * long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture), int.Parse(status["Threads"], CultureInfo.InvariantCulture), Directory.GetFiles($"/proc/{process}/fd").Length);
    }
}
