using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>The command, serving a folder of runs as a process of its own until it is disposed of.</summary>
internal sealed class ServedProcess : IDisposable
{
    private readonly Process _process;

    public ServedProcess(string folder)
    {
        _process = DescentProcess.Start(folder, [], "dashboard", ".", "--json", "--port", "0");
        var text = "";
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            text += line + "\n";
            if (line == "}") break;
        }

        using var json = JsonDocument.Parse(text);
        (Address, Token) = (new(json.RootElement.GetProperty("address").GetString()!), json.RootElement.GetProperty("token").GetString()!);
    }

    public Uri Address { get; }

    public string Token { get; }

    public int Id => _process.Id;

    /// <summary>A browser's part, which knows the token.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        client.DefaultRequestHeaders.Add("Cookie", $"descent_dashboard_{Address.Port}={Token}");
        client.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoCache = true };
        return client;
    }

    /// <summary>A page that loads and is closed at once. On a machine with much else to do the server notices a little later that it was; until then its seat is taken.</summary>
    public async Task Visit(HttpClient client)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            using var feed = await client.GetAsync(new Uri(Address, "/api/events"), HttpCompletionOption.ResponseHeadersRead);
            if (feed.StatusCode == HttpStatusCode.OK) return;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, feed.StatusCode);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "The seats of pages that have gone stay taken.");
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
