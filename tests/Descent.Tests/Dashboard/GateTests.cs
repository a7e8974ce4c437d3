using System.Net;
using System.Net.Sockets;
using System.Text;
using Descent.Dashboard;
using Xunit;

namespace Descent.Tests;

/// <summary>Promise R22, for every route of the table: who is let in, by method, origin, host and token; and what every answer carries.</summary>
public sealed class GateTests
{
    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];

    /// <summary>A path of each route, and what the answer to who may ask is. A route that is new has no row here, and the test fails.</summary>
    private static Dictionary<string, (string Path, int Status)> Rows(string run) => new()
    {
        ["/"] = ("/", 200),
        ["/assets/{name}"] = ($"/assets/{WebFiles.AssetNames.FirstOrDefault() ?? "none.js"}", WebFiles.AssetNames.Any() ? 200 : 404),
        ["/favicon.svg"] = ("/favicon.svg", WebFiles.HasIcon ? 200 : 404),
        ["/api/runs"] = ("/api/runs", 200),
        ["/api/runs/{id}"] = ($"/api/runs/{run}", 200),
        ["/api/runs/{id}/histograms"] = ($"/api/runs/{run}/histograms?tag=weights/a", 200),
        ["/api/runs/{id}/images/{index}"] = ($"/api/runs/{run}/images/0", 200),
        ["/api/series"] = ($"/api/series?runs={run}&tag=loss/batch", 200),
        ["/api/events"] = ("/api/events", 200),
    };

    [Fact]
    public async Task Every_route_is_behind_the_gate_for_every_method_origin_host_and_token()
    {
        await using var served = await ServedRuns.Start(s =>
        {
            using var log = s.Log("a", 1, 2);
            log.Image("augmented/0", 1, 1, 1, [7], 0);
        });
        var rows = Rows(await served.IdOf("a"));
        var own = served.Server.Address.Authority;
        var port = served.Server.Address.Port;
        (string Host, bool IsOurs)[] hosts = [(own, true), ($"localhost:{port}", true), ("evil.example", false), ($"127.0.0.1.evil.example:{port}", false), ($"192.168.0.1:{port}", false)];
        (Func<string, string?> Origin, bool IsOurs)[] origins = [(_ => null, true), (host => $"http://{host}", true), (_ => "http://evil.example", false), (_ => "null", false), (_ => $"http://127.0.0.1:{port + 1}", false), (host => $"https://{host}", false)];
        var token = served.Server.Token.Text;
        var wrong = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        (string? Query, string? Cookie, bool IsRight)[] tokens = [(token, null, true), (null, token, true), (null, null, false), (wrong, null, false), (null, wrong, false), (wrong, token, false), (token[..^1], null, false), ("", null, false)];
        var refused = 0;
        foreach (var route in Routes.All)
        {
            Assert.True(rows.ContainsKey(route.Pattern), $"{route.Pattern} has no row in this test.");
            var (path, status) = rows[route.Pattern];
            foreach (var (method, (host, isOurHost), (origin, isOurOrigin), (query, cookie, isRight)) in
                     from m in s_methods from h in hosts from o in origins from t in tokens select (m, h, o, t))
            {
                if ((isOurHost ? 0 : 1) + (isOurOrigin ? 0 : 1) + (isRight ? 0 : 1) + (method is "GET" or "HEAD" ? 0 : 1) > 2) continue; // wrong in three ways is wrong in two
                var expected = !isOurHost ? 403 : method is not ("GET" or "HEAD") ? 405 : !isOurOrigin ? 403 : !isRight ? 401 : route.Pattern == "/" && query is not null ? 303 : status;
                var address = query is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}token={query}";
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(served.Server.Address, address));
                request.Headers.Host = host;
                if (origin(host) is { } from) request.Headers.Add("Origin", from);
                if (cookie is not null) request.Headers.Add("Cookie", $"other=1; descent_dashboard_{port}={cookie}");
                using var response = await served.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                Assert.True((int)response.StatusCode == expected, $"{method} {address} Host {host} Origin {origin(host)} Cookie {cookie}: {(int)response.StatusCode}, expected {expected}");
                AssertHeaders(response);
                if (expected >= 400) refused++;
            }
        }

        Assert.True(refused > 3000, $"only {refused} were refused");
    }

    [Fact]
    public async Task What_is_not_in_the_table_is_not_there_and_no_path_leads_to_a_file()
    {
        await using var served = await ServedRuns.Start(s =>
        {
            s.Write("a", "run.yaml", "name: a\n");
            s.Write("a", "secret.txt", "secret\n");
        });
        var id = await served.IdOf("a");
        foreach (var path in new[]
                 {
                     "/index.html", "/api", "/api/", "/api/runs/", "/assets/", "/assets/../page.html", "/assets/..%2fpage.html", "/assets/%2e%2e%2findex.html", "/..%2f..%2fetc%2fpasswd",
                     "/api/runs/..", "/api/runs/a", "/api/runs/..%2fa", $"/api/runs/{id}/secret.txt", $"/api/runs/{id}/images/..%2f..%2fsecret.txt", $"/api/runs/{id}/images/-1", $"/api/runs/{id}/images/99999999999", "/%00", "/api//runs", "/favicon.ico",
                 })
        {
            using var response = await served.Get(path);
            Assert.True(response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {(int)response.StatusCode}");
            Assert.DoesNotContain("secret\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_address_with_the_token_becomes_a_cookie_that_scripts_cannot_read()
    {
        await using var served = await ServedRuns.Start();
        using var response = await served.Get("/");
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/", response.Headers.Location!.OriginalString);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Equal($"descent_dashboard_{served.Server.Address.Port}={served.Server.Token.Text}; Path=/; HttpOnly; SameSite=Strict", cookie);
        Assert.True(served.Server.Token.Text.Length * 6 >= 128, "128 bits");
        await using var other = await ServedRuns.Start();
        Assert.NotEqual(served.Server.Token.Text, other.Server.Token.Text);
    }

    [Fact]
    public async Task Pages_of_other_sites_are_told_by_what_browsers_say_of_a_request()
    {
        await using var served = await ServedRuns.Start();
        foreach (var (site, mode, status) in new[] { ("same-origin", "cors", 200), ("none", "navigate", 200), ("cross-site", "navigate", 200), ("cross-site", "no-cors", 403), ("same-site", "cors", 403) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Server.Address, $"/api/runs?token={served.Server.Token.Text}"));
            request.Headers.Add("Sec-Fetch-Site", site);
            request.Headers.Add("Sec-Fetch-Mode", mode);
            using var response = await served.Client.SendAsync(request);
            Assert.Equal((site, mode, status), (site, mode, (int)response.StatusCode));
        }
    }

    [Theory]
    [InlineData("GET /api/runs HTTP/1.1\r\n\r\n", "400")] // no host
    [InlineData("GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n", "400")]
    [InlineData("GET /api/runs HTTP/1.0\r\n\r\n", "403")] // no host, where none is needed
    [InlineData("GET http://evil.example/api/runs HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403")]
    [InlineData("GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello", "40")]
    [InlineData("GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "40")]
    [InlineData("nonsense\r\n\r\n", "400")]
    public async Task What_no_browser_sends_is_refused(string request, string status)
    {
        await using var served = await ServedRuns.Start();
        Assert.StartsWith($"HTTP/1.1 {status}", await Raw(served, request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_that_are_too_long_are_refused()
    {
        await using var served = await ServedRuns.Start();
        Assert.StartsWith("HTTP/1.1 414", await Raw(served, $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", await Raw(served, $"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: {new string('a', 40_000)}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_this_machine_alone_and_a_port_that_is_taken_is_told()
    {
        await using var served = await ServedRuns.Start();
        Assert.Equal("127.0.0.1", served.Server.Address.Host);
        var port = served.Server.Address.Port;
        var error = await Assert.ThrowsAsync<PortException>(() => DashboardServer.Start(new DashboardOptions(served.Root) { Port = port }));
        Assert.Equal($"127.0.0.1:{port}: another program has this port; choose another with --port, or --port 0 for any that is free", error.Message);
    }

    [Theory]
    [InlineData("short", false)]
    [InlineData("abcdefghijklmnopqrstu", false)] // 21
    [InlineData("abcdefghijklmnopqrstuv", true)]
    [InlineData("abcdefghijklmnopqrstuvw&x", false)]
    public void A_token_of_ones_own_is_long_enough_or_refused(string text, bool isTaken) => Assert.Equal(isTaken, AccessToken.From(text) is not null);

    private static void AssertHeaders(HttpResponseMessage response)
    {
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-store", Assert.Single(response.Headers.GetValues("Cache-Control")));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Server"));
    }

    private static async Task<string> Raw(ServedRuns served, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, served.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        var count = await client.GetStream().ReadAsync(buffer, patience.Token);
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
