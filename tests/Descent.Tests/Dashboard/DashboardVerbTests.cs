using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary><c>descent dashboard</c> and <c>descent train --dashboard</c> as processes: addresses, ends, and that nothing outlives what it belongs to.</summary>
public sealed class DashboardVerbTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dashboard nowhere", 3, "nowhere: there is no such folder; expected the folder that holds runs. descent train makes runs, and --out names another.")]
    [InlineData("dashboard . --port 70000", 2, "--port 70000: a port is a whole number from 1 to 65535, or 0 for any that is free.")]
    [InlineData("train --dashboard-port 1", 2, "--dashboard-port 1: it is the port of a page that was not asked for; add --dashboard.")]
    public void A_wrong_command_line_says_so(string line, int code, string message)
    {
        var outcome = _folder.Run(line.Split(' '));
        Assert.Equal((code, $"descent: {message}\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void A_port_that_is_taken_is_told()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var outcome = _folder.Run("dashboard", _folder.Path, "--port", $"{port}");
        Assert.Equal((3, $"descent: 127.0.0.1:{port}: another program has this port; choose another with --port, or --port 0 for any that is free\n"), (outcome.Code, outcome.Error));
    }

    [Theory]
    [InlineData(DescentProcess.Interrupt)]
    [InlineData(DescentProcess.Terminate)]
    public async Task It_serves_until_a_signal_and_ends_well(int signal)
    {
        _folder.Train("digits");
        using var process = DescentProcess.Start(_folder.Path, [], "dashboard", ".", "--json", "--port", "0");
        using var json = JsonDocument.Parse(await Document(process.StandardOutput));
        using var client = new HttpClient();
        var address = json.RootElement.GetProperty("address").GetString();
        var list = await client.GetStringAsync(new Uri($"{address}api/runs?token={json.RootElement.GetProperty("token").GetString()}"));
        Assert.Contains("\"name\":\"digits\"", list, StringComparison.Ordinal);
        using var page = await client.GetAsync(new Uri(json.RootElement.GetProperty("url").GetString()!));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode); // the token was turned into a cookie on the way
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0, DescentProcess.Signal(process.Id, signal));
        Assert.True(process.WaitForExit(s_patience), "It did not end. (A shell without job control has its background jobs ignore SIGINT, and what they start inherits that.)");
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task A_run_with_a_dashboard_ends_as_without_and_the_dashboard_with_it()
    {
        var plain = _folder.Run("train", "--json", "--out", _folder.Out("plain"), "--set", "training.epochs=3", "--set", "model.hidden=[8]");
        using var process = DescentProcess.Start(_folder.Path, [], "train", "--json", "--dashboard", "--out", "runs/watched", "--set", "training.epochs=3", "--set", "model.hidden=[8]");
        var output = process.StandardOutput.ReadToEndAsync();
        var url = await Url(process);
        using var client = new HttpClient();
        _ = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(s_patience), "The run did not end.");
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(HashOf(plain.Output), HashOf(await output));
        await AssertGone(client, url);
    }

    [Fact]
    public async Task The_dashboard_of_a_run_that_is_killed_ends_by_itself()
    {
        using var process = DescentProcess.Start(_folder.Path, [], "train", "--dashboard", "--out", "runs/watched", "--set", "training.epochs=1000000", "--set", "training.early_stopping=null", "--set", "model.hidden=[8]");
        var url = await Url(process);
        using var client = new HttpClient();
        var list = new Uri(url.Replace("/?", "/api/runs?", StringComparison.Ordinal));
        Assert.Contains("\"state\":\"running\"", await client.GetStringAsync(list), StringComparison.Ordinal);
        process.Kill();
        await process.WaitForExitAsync();
        await AssertGone(client, url);
        Assert.Contains("stopped", new Descent.Dashboard.RunEntry(_folder.Path, _folder.Out("runs/watched")) is var run && run.Look(DateTime.UtcNow) ? run.Summary.State.ToString().ToLowerInvariant() : "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dashboard_that_cannot_start_is_a_warning()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var process = DescentProcess.Start(_folder.Path, [], "train", "--dashboard", "--dashboard-port", $"{port}", "--out", "run", "--set", "training.epochs=1", "--set", "model.hidden=[8]");
        _ = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(s_patience), "The run did not end.");
        Assert.Equal(0, process.ExitCode);
        Assert.Contains($"warning: the dashboard did not start, and the run goes on without it: descent: 127.0.0.1:{port}: another program has this port", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_says_how_it_does_on_the_validation_part()
    {
        var run = _folder.Train("run", "--set", "training.weights=last", "--set", "training.early_stopping=null");
        using var validation = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "validation.json")));
        var root = validation.RootElement;
        Assert.Equal(2, root.GetProperty("epoch").GetInt32());
        var evaluated = _folder.Run("evaluate", run, "--data", "validation", "--json");
        using var expected = JsonDocument.Parse(evaluated.Output);
        Assert.Equal(Compact(expected.RootElement.GetProperty("confusion")), Compact(root.GetProperty("confusion")));
        Assert.Equal(Compact(expected.RootElement.GetProperty("classes")), Compact(root.GetProperty("classes")));
        var samples = root.GetProperty("samples").EnumerateArray().ToList();
        Assert.Equal(16, samples.Count);
        foreach (var sample in samples)
        {
            Assert.InRange(sample.GetProperty("probability").GetDouble(), 0.1, 1);
            var picture = new PngDecoder().Decode("picture", sample.GetProperty("picture").GetBytesFromBase64());
            Assert.Equal((8, 8, 1), (picture.Height, picture.Width, picture.Channels));
        }

        Assert.False(File.Exists(Path.Combine(run, "process.json")));
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static string HashOf(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("weights_sha256").GetString()!;
    }

    private static async Task<string> Url(Process process)
    {
        const string Say = "descent: the run is shown at ";
        while (await process.StandardError.ReadLineAsync() is { } line)
            if (line.StartsWith(Say, StringComparison.Ordinal)) return line[Say.Length..];
        return "";
    }

    private static async Task<string> Document(StreamReader reader)
    {
        var text = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            text += line + "\n";
            if (line == "}") break;
        }

        return text;
    }

    private static async Task AssertGone(HttpClient client, string url)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_patience; await Task.Delay(50))
        {
            try
            {
                using var response = await client.GetAsync(new Uri(url));
            }
            catch (HttpRequestException)
            {
                return;
            }
        }

        Assert.Fail("The dashboard outlives what it belongs to.");
    }
}
