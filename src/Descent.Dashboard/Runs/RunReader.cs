using System.Text;
using System.Text.Json;

namespace Descent.Dashboard;

/// <summary>Reads of a run's folder what the list shows, and no more: small files, and the ends of its history.</summary>
internal static class RunReader
{
    /// <summary>
    /// A run whose process is not known to live or to be dead (another machine's, or an older program's) counts as running so long after its last
    /// file changed. Logs are written each second, but an epoch's validation may take a while.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The reason of a run that was ended by a signal, and can go on.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Two columns of a history that are no metrics.</summary>
    private const string Epoch = "epoch", Seconds = "seconds";

    /// <summary>Reads a run.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="stamps">When which of its files changed.</param>
    /// <param name="now">The time.</param>
    public static RunSummary Read(string folder, in RunStamps stamps, DateTime now)
    {
        var summary = new RunSummary { Started = stamps.Started };
        try
        {
            summary = summary with { Epochs = ReadEpochs(folder) };
            summary = WithHistory(summary, HistoryEnds.Read(folder));
            return ReadResult(folder) is { } result ? WithResult(summary, result, folder) : summary with { State = StateOf(folder, stamps, now) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return summary with { Error = e is JsonException ? $"{RunFiles.Result}: it is not what a run writes ({e.Message})" : e.Message };
        }
    }

    /// <summary>Whether a run without a result goes on.</summary>
    private static RunState StateOf(string folder, in RunStamps stamps, DateTime now) => RunProcess.Of(folder)?.IsAlive() switch
    {
        true => RunState.Running,
        false => RunState.Stopped,
        _ => now - stamps.Changed < Patience ? RunState.Running : RunState.Stopped,
    };

    /// <summary>The epochs of a resolved run file: the key in its section, as <c>descent train</c> writes it. (Reading a thousand files as YAML takes seconds.)</summary>
    private static int? ReadEpochs(string folder)
    {
        if (RunFiles.ReadAll(Path.Combine(folder, RunFiles.Configuration), RunFiles.MostConfiguration) is not { } bytes) return null;
        var isTraining = false;
        foreach (var line in Encoding.UTF8.GetString(bytes).AsSpan().EnumerateLines())
        {
            if (line.Length > 0 && line[0] is not (' ' or '#')) isTraining = line.StartsWith("training:", StringComparison.Ordinal);
            if (isTraining && line.StartsWith("  epochs:", StringComparison.Ordinal)) return int.TryParse(line[9..], out var epochs) ? epochs : null;
        }

        return null;
    }

    private static RunSummary WithHistory(RunSummary summary, IReadOnlyList<KeyValuePair<string, double>> row)
    {
        var metrics = new List<KeyValuePair<string, double>>();
        foreach (var (column, value) in row)
        {
            if (column == Epoch) summary = summary with { Epoch = (int)value };
            else if (column == Seconds) summary = summary with { Seconds = value };
            else metrics.Add(new(TagOf(column), value));
        }

        return summary with { Metrics = metrics };
    }

    /// <summary>The name of a column's curve: validation_loss is loss/validation.</summary>
    private static string TagOf(string column)
    {
        foreach (var part in new[] { "train", "validation" })
            if (column.StartsWith(part + "_", StringComparison.Ordinal)) return $"{column[(part.Length + 1)..]}/{part}";
        return column;
    }

    private static JsonElement? ReadResult(string folder)
    {
        if (RunFiles.ReadAll(Path.Combine(folder, RunFiles.Result), RunFiles.MostResult) is not { } bytes) return null;
        using var json = JsonDocument.Parse(bytes);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException($"it holds {json.RootElement.ValueKind}, expected an object");
        return json.RootElement.Clone();
    }

    private static RunSummary WithResult(RunSummary summary, JsonElement result, string folder)
    {
        var reason = result.TryGetProperty("stop_reason", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        var metrics = new List<KeyValuePair<string, double>>();
        foreach (var part in new[] { "train", "validation", "test" })
        {
            if (!result.TryGetProperty(part, out var values) || values.ValueKind != JsonValueKind.Object) continue;
            foreach (var metric in values.EnumerateObject())
                metrics.Add(new($"{metric.Name}/{part}", metric.Value.ValueKind == JsonValueKind.Number ? metric.Value.GetDouble() : double.NaN));
        }

        return summary with
        {
            State = reason is null ? RunState.Unknown
                : reason == Interrupted ? RunState.Interrupted
                : RunFiles.LengthOf(Path.Combine(folder, RunFiles.Best)) > 0 ? RunState.Finished
                : RunState.Failed,
            StopReason = reason,
            Epoch = Number("epochs") is { } epochs ? (int)epochs : summary.Epoch,
            BestEpoch = Number("best_epoch") is { } best ? (int)best : null,
            Seconds = Number("seconds") ?? summary.Seconds,
            Metrics = metrics.Count > 0 ? metrics : summary.Metrics,
        };

        double? Number(string name) => result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
    }
}
