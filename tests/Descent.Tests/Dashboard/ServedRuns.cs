using System.Text.Json;
using Descent.Cli;
using Descent.Dashboard;

namespace Descent.Tests;

/// <summary>A folder of runs, and a dashboard that shows it on a free port of this machine.</summary>
internal sealed class ServedRuns : IAsyncDisposable
{
    private readonly CommandFolder _folder = new();

    private ServedRuns()
    {
    }

    public string Root => _folder.Path;

    public DashboardServer Server { get; private set; } = null!;

    /// <summary>Follows nothing and keeps no cookies: tests say what is sent.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    public static async Task<ServedRuns> Start(Action<ServedRuns>? prepare = null)
    {
        var served = new ServedRuns();
        prepare?.Invoke(served);
        served.Server = await DashboardServer.Start(new DashboardOptions(served.Root) { Port = 0, Knowledge = new RunKnowledge() });
        return served;
    }

    /// <summary>Writes a file of a run.</summary>
    public void Write(string run, string file, string text)
    {
        Directory.CreateDirectory(Path.Combine(Root, run));
        File.WriteAllText(Path.Combine(Root, run, file), text);
    }

    /// <summary>Writes a run whose curve has these values, and keeps its log open.</summary>
    public EventFile Log(string run, params float[] losses)
    {
        Write(run, "run.yaml", "name: a\ntraining:\n  epochs: 7\n");
        var file = new EventFile(Path.Combine(Root, run, "events"));
        for (var i = 0; i < losses.Length; i++) file.Scalar("loss/batch", losses[i], i + 1);
        file.Flush();
        return file;
    }

    /// <summary>Asks with the token.</summary>
    public async Task<HttpResponseMessage> Get(string path) =>
        await Client.GetAsync(new Uri($"{Server.Address.GetLeftPart(UriPartial.Authority)}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={Server.Token.Text}"));

    public async Task<JsonElement> Json(string path)
    {
        using var response = await Get(path);
        var text = await response.Content.ReadAsStringAsync();
        Xunit.Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>What the list says of a run.</summary>
    public async Task<JsonElement> Run(string name) => (await Json("/api/runs")).GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);

    public async Task<string> IdOf(string name) => (await Run(name)).GetProperty("id").GetString()!;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Client.Dispose();
        _folder.Dispose();
    }
}
