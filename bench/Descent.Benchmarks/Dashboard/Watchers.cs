using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Descent.Benchmarks;

/// <summary>
/// What looks at a dashboard, as a process of its own: it says "ready" when all its watchers are there, and watches until its standard input ends.
/// </summary>
internal static class Watchers
{
    /// <summary>The first argument of such a process; the kind, the address and the token follow.</summary>
    public const string Argument = "--watch";

    public const string Silent = "watch-silent", Hundred = "watch-100", Reconnecting = "watch-reconnect";

    public static int Run(string[] arguments)
    {
        var (kind, address, token) = (arguments[1], new Uri(arguments[2]), arguments[3]);
        using var end = new CancellationTokenSource();
        var watchers = kind switch
        {
            Silent => [NeverReads(address, token, end.Token)],
            Hundred => [.. Enumerable.Range(0, 100).Select(i => Watches(address, token, fetches: i < 5, end.Token))],
            _ => new[] { Reconnects(address, token, end.Token) },
        };
        Console.WriteLine("ready");
        while (Console.In.Read() >= 0)
        {
        }

        end.Cancel();
        Task.WhenAll(watchers).Wait(TimeSpan.FromSeconds(2));
        return 0;
    }

    /// <summary>Asks for the feed, and for the list again and again, and takes nothing of the answers.</summary>
    private static async Task NeverReads(Uri address, string token, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var feed = new TcpClient { ReceiveBufferSize = 4096 };
                using var list = new TcpClient { ReceiveBufferSize = 4096 };
                foreach (var (client, path) in new[] { (feed, "/api/events"), (list, "/api/runs") })
                {
                    await client.ConnectAsync(IPAddress.Loopback, address.Port, end);
                    var request = Encoding.ASCII.GetBytes($"GET {path}?token={token} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
                    for (var i = 0; i < (client == list ? 200 : 1); i++) await client.GetStream().WriteAsync(request, end);
                }

                await Task.Delay(TimeSpan.FromSeconds(30), end);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Thrown out, and in again.
            }
        }
    }

    /// <summary>Watches as a page does; one in the foreground fetches the run's curve, too, whenever it changed.</summary>
    private static async Task Watches(Uri address, string token, bool fetches, CancellationToken end)
    {
        using var client = ClientFor(token);
        try
        {
            using var response = await client.GetAsync(new Uri(address, "/api/events"), HttpCompletionOption.ResponseHeadersRead, end);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(end));
            while (await reader.ReadLineAsync(end) is { } line)
            {
                if (!fetches || !line.StartsWith("data: ", StringComparison.Ordinal)) continue;
                using var change = JsonDocument.Parse(line[6..]);
                foreach (var run in change.RootElement.GetProperty("runs").EnumerateArray())
                    _ = await client.GetByteArrayAsync(new Uri(address, $"/api/series?runs={run.GetString()}&tag=loss/batch&points=800"), end);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The server or this process ends.
        }
    }

    /// <summary>A page that loses its connection ten times a second and comes again.</summary>
    private static async Task Reconnects(Uri address, string token, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var client = ClientFor(token);
            try
            {
                using var response = await client.GetAsync(new Uri(address, "/api/events"), HttpCompletionOption.ResponseHeadersRead, end);
                _ = await client.GetByteArrayAsync(new Uri(address, "/api/runs"), end);
                await Task.Delay(100, end);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                // The server or this process ends.
            }
        }
    }

    private static HttpClient ClientFor(string token)
    {
        var client = new HttpClient(new TokenHandler(token) { InnerHandler = new SocketsHttpHandler { UseProxy = false, UseCookies = false } });
        client.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoCache = true };
        return client;
    }

    private sealed class TokenHandler(string token) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.OriginalString;
            request.RequestUri = new Uri($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={token}");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
