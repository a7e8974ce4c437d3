using Microsoft.AspNetCore.Http;

namespace Descent.Dashboard;

/// <summary>
/// The front end as it was built into this program. The table of names is made once, from the program's own resources: a request can name what is in it, and
/// nothing else in the world.
/// </summary>
internal static class WebFiles
{
    /// <summary>What the names of its resources begin with: <c>dashboard/index.html</c>, <c>dashboard/assets/…</c>.</summary>
    private const string Prefix = "dashboard/";

    private const string Index = "index.html", Icon = "favicon.svg", Assets = "assets/";

    private static readonly Dictionary<string, string> s_types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".woff2"] = "font/woff2",
        [".json"] = "application/json; charset=utf-8",
    };

    private static readonly Dictionary<string, byte[]> s_files = Load();

    /// <summary>The names of the files that <c>/assets/{name}</c> gives.</summary>
    public static IEnumerable<string> AssetNames => s_files.Keys.Where(n => n.StartsWith(Assets, StringComparison.Ordinal)).Select(n => n[Assets.Length..]);

    public static bool HasIcon => s_files.ContainsKey(Icon);

    public static Task AnswerIndex(Exchange exchange) => s_files.ContainsKey(Index)
        ? Answer(exchange, Index)
        : Send(exchange, ".html", MissingFrontEnd());

    public static Task AnswerAsset(Exchange exchange) => Answer(exchange, Assets + exchange.Values[0]);

    public static Task AnswerIcon(Exchange exchange) => Answer(exchange, Icon);

    private static Task Answer(Exchange exchange, string name) => s_files.TryGetValue(name, out var bytes)
        ? Send(exchange, Path.GetExtension(name), bytes)
        : throw new RefusedException(StatusCodes.Status404NotFound, "There is no such file.");

    private static async Task Send(Exchange exchange, string extension, byte[] bytes)
    {
        exchange.Context.Response.ContentType = s_types.GetValueOrDefault(extension, "application/octet-stream");
        exchange.Context.Response.ContentLength = bytes.Length;
        await exchange.Context.Response.BodyWriter.WriteAsync(bytes, exchange.Cancel);
    }

    private static Dictionary<string, byte[]> Load()
    {
        var assembly = typeof(WebFiles).Assembly;
        var files = new Dictionary<string, byte[]>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files[name[Prefix.Length..].Replace('\\', '/')] = bytes;
        }

        return files;
    }

    private static byte[] MissingFrontEnd() =>
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Descent</title></head><body><h1>Descent</h1><p>The dashboard's page was not built into this program: Node.js was missing. Install Node.js 18 or newer (Debian: <code>apt-get install nodejs npm</code>), build again, and start it anew. Its figures are there all the same: <a href=\"/api/runs\">/api/runs</a>.</p></body></html>\n"u8.ToArray();
}
