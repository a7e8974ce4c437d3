using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Descent.Dashboard;

/// <summary>The list of runs, and what is known of one.</summary>
internal static class RunAnswers
{
    /// <summary>Pictures of event files are numbered from 0, those of the validation part's samples from here.</summary>
    private const int FirstSamplePicture = 1000;

    /// <summary>All runs, by name.</summary>
    public static Task List(Exchange exchange)
    {
        exchange.Server.Runs.Refresh();
        var (version, runs) = exchange.Server.Runs.Snapshot();
        return exchange.AnswerJson(async json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            json.WriteStartArray("runs");
            foreach (var run in runs)
            {
                Write(json, run);
                await exchange.Flush(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>One run with its configuration, its result, the names of its curves, and how it does on the validation part.</summary>
    public static async Task One(Exchange exchange)
    {
        exchange.Server.Runs.Refresh();
        var run = exchange.Run;
        var files = new RunDocuments(run.Folder);
        var (scalars, histograms, images, error) = await exchange.Server.Events.Use(
            run, events => (events.Scalars.ToList(), events.Histograms.ToList(), events.Images.ToList(), events.Error), exchange.Cancel);
        using var result = files.Result;
        var verdict = exchange.Server.Knowledge?.VerdictOn(run.Folder);
        using var validation = files.Validation;
        var settings = files.Settings(run.Name, exchange.Server.Knowledge);
        await exchange.AnswerJson(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("run");
            Write(json, run, string.Join('\n', files.Errors.Append(error).Where(e => e is not null)));
            json.WriteString("configuration", files.Configuration);
            json.WriteStartObject("settings");
            foreach (var (key, value) in settings) json.WriteString(key, value);
            json.WriteEndObject();
            WriteDocument(json, "result", result);
            WriteTexts(json, "scalars", scalars);
            WriteTexts(json, "histograms", histograms);
            json.WriteStartArray("images");
            foreach (var (index, image) in images.Index())
            {
                json.WriteStartObject();
                json.WriteString("tag", image.Tag);
                json.WriteNumber("step", image.Place.Step);
                json.WriteNumber("index", index);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            ValidationFile.Write(json, validation, FirstSamplePicture);
            json.WritePropertyName("verdict");
            if (verdict is null) json.WriteNullValue();
            else json.WriteRawValue(verdict);
            json.WriteEndObject();
            return Task.CompletedTask;
        });
    }

    /// <summary>A picture of a run: one of its event files, or a sample of the validation part.</summary>
    public static async Task Image(Exchange exchange)
    {
        var run = exchange.Run;
        if (!int.TryParse(exchange.Values[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)) throw NoPicture();
        byte[]? png = null;
        try
        {
            if (index >= FirstSamplePicture)
            {
                using var validation = new RunDocuments(run.Folder).Validation;
                png = ValidationFile.Picture(validation, index - FirstSamplePicture);
            }
            else
            {
                png = await exchange.Server.Events.Use(run, events => Read(events, index), exchange.Cancel);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DamagedEventsException)
        {
            // The file is gone or damaged: there is no picture, and the run's own page says why.
        }

        if (png is null || !png.AsSpan().StartsWith(s_png)) throw NoPicture();
        exchange.Context.Response.ContentType = "image/png";
        exchange.Context.Response.ContentLength = png.Length;
        await exchange.Context.Response.BodyWriter.WriteAsync(png, exchange.Cancel);
    }

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static byte[]? Read(EventFolder events, int index)
    {
        byte[]? png = null;
        foreach (var (_, place) in events.Images.Skip(index).Take(1))
        {
            events.ReadAt(place, (message, _) =>
            {
                png = EventMessage.PictureOf(EventMessage.Read(message).Content).ToArray();
                return true;
            });
        }

        return png;
    }

    private static RefusedException NoPicture() => new(StatusCodes.Status404NotFound, "There is no such picture.");

    private static void Write(Utf8JsonWriter json, RunEntry run, string? more = null)
    {
        var summary = run.Summary;
        json.WriteStartObject();
        json.WriteString("id", run.Id);
        json.WriteString("name", run.Name);
        json.WriteString("state", summary.State.ToString().ToLowerInvariant());
        if (summary.Started is { } started) json.WriteString("started", started.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        else json.WriteNull("started");
        json.WriteOrNull("seconds", summary.Seconds);
        json.WriteOrNull("epoch", summary.Epoch);
        json.WriteOrNull("epochs", summary.Epochs);
        json.WriteOrNull("best_epoch", summary.BestEpoch);
        json.WriteString("stop_reason", summary.StopReason);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in summary.Metrics) json.WriteOrNull(name, value);
        json.WriteEndObject();
        if (summary.Error is { } error) more = string.IsNullOrEmpty(more) ? error : $"{error}\n{more}";
        if (!string.IsNullOrEmpty(more)) json.WriteString("error", more);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteDocument(Utf8JsonWriter json, string name, JsonDocument? document)
    {
        json.WritePropertyName(name);
        if (document is null) json.WriteNullValue();
        else document.RootElement.WriteTo(json);
    }
}
