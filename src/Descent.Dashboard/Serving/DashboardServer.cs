using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Descent.Dashboard;

/// <summary>A dashboard whose port is taken, or that cannot listen.</summary>
internal sealed class PortException(string message, Exception inner) : IOException(message, inner);

/// <summary>
/// Serves a folder of runs to the browsers of this machine: Kestrel, one table of routes, one gate before it. It reads, and writes nothing.
/// </summary>
internal sealed class DashboardServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>Watchers, and the short requests of their pages.</summary>
    private const int MostConnections = 256;

    /// <summary>Ports that are tried where nobody asked for one.</summary>
    private const int PortTries = 20;

    /// <summary>An answer that takes longer is of files that no training wrote; what was read so far is kept, and the next request goes on.</summary>
    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(30);

    /// <summary>Nothing but what came with the page may run or be loaded in it, it may be in no frame, and its address is told to nobody.</summary>
    private static readonly (string Name, string Value)[] s_headers =
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ];

    private readonly KestrelServer _kestrel;
    private readonly CancellationTokenSource _end = new();
    private readonly Gate _gate;

    private DashboardServer(DashboardOptions options, AccessToken token, int port)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        _kestrel = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        Token = token;
        Runs = new RunIndex(Path.GetFullPath(options.Folder));
        Watcher = new RunWatcher(Runs);
        Knowledge = options.Knowledge;
        _gate = new Gate(token);
    }

    public AccessToken Token { get; }

    /// <summary>Where it listens: http://127.0.0.1:port.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What to open: the address with the token.</summary>
    public Uri Url => new(Address, $"/?{Gate.TokenParameter}={Token.Text}");

    public RunIndex Runs { get; }

    public RunWatcher Watcher { get; }

    public EventCache Events { get; } = new();

    /// <summary>What the command knows of runs; null for nothing.</summary>
    public IRunKnowledge? Knowledge { get; }

    /// <summary>Starts a server.</summary>
    /// <exception cref="PortException">The port is taken, or may not be used.</exception>
    public static async Task<DashboardServer> Start(DashboardOptions options)
    {
        var token = options.Token ?? AccessToken.Random();
        for (var tried = 0; ; tried++)
        {
            var port = options.Port ?? DashboardOptions.DefaultPort + tried;
            var server = new DashboardServer(options, token, port);
            try
            {
                await server._kestrel.StartAsync(server, CancellationToken.None);
                server.Address = new(server._kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.First());
                return server;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await server.DisposeAsync();
                if (options.Port is null && e.InnerException is AddressInUseException && tried + 1 < PortTries) continue;
                throw new PortException($"127.0.0.1:{port}: {(e.InnerException is AddressInUseException ? "another program has this port; choose another with --port, or --port 0 for any that is free" : e.Message)}", e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync(); // pages that watch would keep it up
        Watcher.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _kestrel.StopAsync(patience.Token);
        _kestrel.Dispose();
        Events.Dispose();
        _end.Dispose();
    }

    /// <inheritdoc/>
    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection features) => new DefaultHttpContext(features);

    /// <inheritdoc/>
    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    async Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context)
    {
        foreach (var (name, value) in s_headers) context.Response.Headers[name] = value;
        try
        {
            if (_gate.Judge(context.Request) is { } refusal) await Refuse(context, refusal);
            else await Answer(context);
        }
        catch (RefusedException e) when (!context.Response.HasStarted)
        {
            await Refuse(context, new(e.Status, e.Message));
        }
        catch (OperationCanceledException)
        {
            if (context.RequestAborted.IsCancellationRequested || context.Response.HasStarted) context.Abort();
            else await Refuse(context, new(StatusCodes.Status503ServiceUnavailable, "The files are so large that reading them takes longer; ask again, and it goes on."));
        }
#pragma warning disable CA1031 // one request's trouble is not the others'
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (context.Response.HasStarted) context.Abort();
            else await Refuse(context, new(StatusCodes.Status500InternalServerError, e is IOException or UnauthorizedAccessException ? e.Message : $"Unexpected {e.GetType().Name}. This is an error in Descent; please report it."));
        }
    }

    private async Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/" && context.Request.Query.ContainsKey(Gate.TokenParameter))
        {
            // The token goes from the address, which histories and screens show, into a cookie that scripts cannot read.
            context.Response.Headers.SetCookie = $"{Gate.CookieOf(context)}={Token.Text}; Path=/; HttpOnly; SameSite=Strict";
            context.Response.Headers.Location = "/";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            return;
        }

        foreach (var route in Routes.All)
        {
            if (route.Match(path) is not { } values) continue;
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
            if (route.HasTimeLimit) cancel.CancelAfter(s_longestAnswer);
            await route.Answer(new Exchange(this, context, values, cancel.Token));
            return;
        }

        throw new RefusedException(StatusCodes.Status404NotFound, "There is nothing of this name.");
    }

    private static async Task Refuse(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed) context.Response.Headers.Allow = "GET, HEAD";
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("error", refusal.Reason);
        json.WriteEndObject();
    }
}
