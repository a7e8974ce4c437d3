using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Descent.Dashboard;

/// <summary>
/// Tells a page which runs changed (server-sent events, WHATWG HTML 9.2). For each connection one number is kept, the version that it was told of; whatever changes
/// while it is slow is one message later on. The first message names all runs, so that a page that was away knows what to fetch.
/// </summary>
internal static class ChangeFeed
{
    /// <summary>Proxies and tunnels close what is silent for a minute.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Who takes nothing for so long has gone, or means no good.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static async Task Answer(Exchange exchange)
    {
        var response = exchange.Context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        if (HttpMethods.IsHead(exchange.Context.Request.Method)) return;
        using var seat = exchange.Server.Watcher.Join() ?? throw new RefusedException(StatusCodes.Status503ServiceUnavailable, "So many pages watch already that another would slow them; close some.");
        await response.StartAsync(exchange.Cancel);
        for (long told = -1; ;)
        {
            var change = exchange.Server.Watcher.NextChange; // taken before looking, so that nothing is missed between
            var (version, ids) = exchange.Server.Runs.ChangedSince(told);
            if (told < 0 || ids.Count > 0)
            {
                WriteChange(response.BodyWriter, version, ids);
                await Send(response, exchange.Cancel);
                told = version;
                await Task.Delay(exchange.Server.Watcher.Rest, exchange.Cancel);
                continue;
            }

            try
            {
                await change.WaitAsync(s_heartbeat, exchange.Cancel);
            }
            catch (TimeoutException)
            {
                response.BodyWriter.Write(": still here\n\n"u8);
                await Send(response, exchange.Cancel);
            }
        }
    }

    private static void WriteChange(IBufferWriter<byte> output, long version, IReadOnlyList<string> ids)
    {
        output.Write("event: change\ndata: "u8);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            json.WriteStartArray("runs");
            foreach (var id in ids) json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private static async Task Send(HttpResponse response, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(s_patience);
        await response.BodyWriter.FlushAsync(patience.Token);
    }
}
