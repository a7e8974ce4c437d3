using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Descent.Dashboard;

/// <summary>A question that cannot be answered, with the reason for people.</summary>
internal sealed class RefusedException(int status, string reason) : Exception(reason)
{
    public int Status => status;
}

/// <summary>A request that passed the gate, with what its path names.</summary>
internal sealed record Exchange(DashboardServer Server, HttpContext Context, string[] Values, CancellationToken Cancel)
{
    /// <summary>Written so far before it is sent on: an answer is never whole in memory.</summary>
    private const int FlushAt = 32 << 10;

    private long _flushed;

    /// <summary>The run that the path names first.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public RunEntry Run => RunOf(Values[0]);

    public RunEntry RunOf(string id) => Server.Runs.Find(id) ?? throw new RefusedException(StatusCodes.Status404NotFound, "There is no such run (any more).");

    /// <summary>A parameter of the address; null if it is not given.</summary>
    /// <exception cref="RefusedException">It is given twice.</exception>
    public string? Parameter(string name) => Context.Request.Query.TryGetValue(name, out var values)
        ? values.Count == 1 ? values[0] : throw new RefusedException(StatusCodes.Status400BadRequest, $"{name} is given {values.Count} times; give it once.")
        : null;

    /// <exception cref="RefusedException">It is not given.</exception>
    public string Required(string name) => Parameter(name) is { Length: > 0 } value ? value : throw new RefusedException(StatusCodes.Status400BadRequest, $"{name} is missing.");

    /// <summary>A whole number of the address, within bounds.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public long Number(string name, long otherwise, long least, long most) => Parameter(name) is not { } text ? otherwise
        : long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new RefusedException(StatusCodes.Status400BadRequest, $"{name} is a whole number from {least} to {most}.");

    /// <summary>Answers with a JSON document.</summary>
    public async Task AnswerJson(Func<Utf8JsonWriter, Task> write)
    {
        Context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(Context.Response.BodyWriter);
        await write(json);
        await json.FlushAsync(Cancel);
        await Context.Response.BodyWriter.FlushAsync(Cancel);
    }

    /// <summary>Sends what was written, once it is worth it.</summary>
    public async ValueTask Flush(Utf8JsonWriter json)
    {
        if (json.BytesCommitted + json.BytesPending - _flushed < FlushAt) return;
        json.Flush();
        _flushed = json.BytesCommitted;
        await Context.Response.BodyWriter.FlushAsync(Cancel);
    }
}
