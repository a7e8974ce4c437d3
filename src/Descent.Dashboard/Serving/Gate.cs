using Microsoft.AspNetCore.Http;

namespace Descent.Dashboard;

/// <summary>A request that is not answered.</summary>
/// <param name="Status">The status code of HTTP.</param>
/// <param name="Reason">What is wrong and what to do, for people.</param>
internal sealed record Refusal(int Status, string Reason);

/// <summary>
/// Decides about every request before anything looks at its path. The port is this machine's alone, but any page in the user's browser can send requests there,
/// under a name of its own for 127.0.0.1 if it likes (DNS rebinding); so the name, where the request comes from and the token are all checked.
/// </summary>
internal sealed class Gate(AccessToken token)
{
    public const string TokenParameter = "token";

    // A tunnel (ssh -L) may carry the port under another number, so that names are compared and numbers are not.
    private static readonly string[] s_hosts = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>The name of the cookie that holds the token. Browsers keep one set of cookies for all ports of a machine, so the port is in it.</summary>
    public static string CookieOf(HttpContext context) => $"descent_dashboard_{context.Connection.LocalPort}";

    /// <summary>Why a request is refused; null if it may go on.</summary>
    public Refusal? Judge(HttpRequest request)
    {
        if (request.Headers.Host.Count != 1 || !s_hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return new(StatusCodes.Status403Forbidden, "This server answers to 127.0.0.1 and localhost only.");
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return new(StatusCodes.Status405MethodNotAllowed, "This server only shows: GET and HEAD are all it answers.");
        if (request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0)
            return new(StatusCodes.Status400BadRequest, "A request carries no body here.");
        if (request.Headers.Origin is { Count: > 0 } origin && !(origin.Count == 1 && string.Equals(origin[0], $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)))
            return new(StatusCodes.Status403Forbidden, "The request comes from a page of another site.");

        // Browsers say where a request comes from; following a link to the page itself is fine, and the token decides.
        if (request.Headers["Sec-Fetch-Site"] is [var site] && site is not ("same-origin" or "none") && request.Headers["Sec-Fetch-Mode"] != "navigate")
            return new(StatusCodes.Status403Forbidden, "The request comes from a page of another site.");
        return IsKnown(request) ? null : new(StatusCodes.Status401Unauthorized, "Open the address that the command printed: it ends with ?token=… and is good until the server ends.");
    }

    private bool IsKnown(HttpRequest request) => request.Query.TryGetValue(TokenParameter, out var given)
        ? given.Count == 1 && token.Equals(given[0])
        : token.Equals(request.Cookies[CookieOf(request.HttpContext)]);
}
