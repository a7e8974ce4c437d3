using Microsoft.AspNetCore.Http;

namespace Descent.Dashboard;

/// <summary>Curves and histograms.</summary>
internal static class CurveAnswers
{
    /// <summary>Runs in one question: more cannot be told apart in a plot.</summary>
    private const int MostRuns = 200;

    private const int LeastPoints = 2, MostPoints = 4000, DefaultPoints = 800;

    /// <summary>Points of an answer, of all its runs: 6 MB.</summary>
    private const int MostPointsInAll = 200_000;

    /// <summary>One curve of several runs, each in at most so many points.</summary>
    public static Task Series(Exchange exchange)
    {
        var ids = exchange.Required("runs").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (ids.Count is 0 or > MostRuns) throw new RefusedException(StatusCodes.Status400BadRequest, $"runs names {ids.Count} runs; name 1 to {MostRuns}.");
        var tag = exchange.Required("tag");
        var points = (int)Math.Max(LeastPoints, Math.Min(exchange.Number("points", DefaultPoints, LeastPoints, MostPoints), MostPointsInAll / ids.Count));
        var (from, to) = (exchange.Number("from", 0, 0, long.MaxValue), exchange.Number("to", long.MaxValue, 0, long.MaxValue));
        var isWhole = from == 0 && to == long.MaxValue;
        return exchange.AnswerJson(async json =>
        {
            json.WriteStartObject();
            json.WriteString("tag", tag);
            json.WriteStartArray("series");
            foreach (var id in ids)
            {
                if (exchange.Server.Runs.Find(id) is not { } run) continue; // it went while the page asked
                var (buckets, count, error) = await exchange.Server.Events.Use(run, events => (
                    isWhole ? events.Scalar(tag)?.Downsample(points) ?? [] : events.Range(tag, from, to, points, exchange.Cancel),
                    events.Scalar(tag)?.Count ?? 0,
                    events.Error), exchange.Cancel);
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteNumber("count", isWhole ? count : buckets.Sum(b => (long)b.Count));
                if (error is not null) json.WriteString("error", error);
                Write("x", b => b.X, isStep: true);
                Write("y", b => b.Y);
                Write("low", b => b.Least);
                Write("high", b => b.Greatest);
                json.WriteEndObject();
                await exchange.Flush(json);

                void Write(string name, Func<Bucket, double> of, bool isStep = false)
                {
                    json.WriteStartArray(name);
                    foreach (var bucket in buckets)
                    {
                        if (isStep) json.WriteStep(of(bucket));
                        else json.WriteShort(of(bucket));
                    }

                    json.WriteEndArray();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>The distributions of one tensor of one run.</summary>
    public static async Task Histograms(Exchange exchange)
    {
        var tag = exchange.Required("tag");
        HistogramTable table;
        try
        {
            table = await exchange.Server.Events.Use(exchange.Run, events => HistogramTable.Read(events, tag), exchange.Cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DamagedEventsException)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, $"The histograms cannot be read: {e.Message}");
        }

        await exchange.AnswerJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("tag", tag);
            json.WriteStartArray("steps");
            foreach (var step in table.Steps) json.WriteNumberValue(step);
            json.WriteEndArray();
            json.WriteStartArray("edges");
            foreach (var edge in table.Edges) json.WriteShort(edge);
            json.WriteEndArray();
            json.WriteStartArray("counts");
            foreach (var row in table.Counts)
            {
                json.WriteStartArray();
                foreach (var count in row) json.WriteShort(Math.Round(count, 2));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            return Task.CompletedTask;
        });
    }
}
