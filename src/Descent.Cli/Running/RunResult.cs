using System.Diagnostics;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>What a run came to: the document that <c>--json</c> prints and result.json keeps.</summary>
internal sealed record RunResult(
    string Run, int Epochs, int BestEpoch, string StopReason, MetricValues? Train, MetricValues? Validation, MetricValues? Test,
    long Parameters, double Seconds, double SamplesPerSecond, string WeightsHash, ulong Seed, int Threads, IReadOnlyList<string> Warnings)
{
    /// <summary>The part of the training time that was spent waiting for data.</summary>
    public double DataWaitShare { get; init; }

    /// <summary>What of a pretrained network was trained, and why; null if nothing was frozen on purpose.</summary>
    public (string Strategy, string Reason)? Transfer { get; init; }

    /// <summary>The penalty's value for the best weights; null without a penalty.</summary>
    public double? Penalty { get; init; }

    /// <summary>The share of exact zeros by parameter, of those that the penalty is on.</summary>
    public IReadOnlyList<ZeroCount> Zeros { get; init; } = [];

    /// <summary>The reason of a run that can go on.</summary>
    public const string Interrupted = Dashboard.RunReader.Interrupted;

    /// <summary>The reason of a run that more epochs would let go on.</summary>
    public const string AllEpochs = "all epochs done";

    private const double BytesPerMegabyte = 1 << 20;

    /// <summary>Reads what <see cref="Write"/> wrote, as far as it is shown.</summary>
    /// <exception cref="FileException">It is something else.</exception>
    public static RunResult Read(string path, string document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            var root = json.RootElement;
            return new RunResult(
                root.GetProperty("run").GetString()!,
                root.GetProperty("epochs").GetInt32(),
                root.GetProperty("best_epoch").GetInt32(),
                root.GetProperty("stop_reason").GetString()!,
                Metrics("train"),
                Metrics("validation"),
                Metrics("test"),
                root.GetProperty("parameters").GetInt64(),
                Number(root.GetProperty("seconds")),
                Number(root.GetProperty("samples_per_second")),
                root.GetProperty("weights_sha256").GetString()!,
                root.GetProperty("seed").GetUInt64(),
                root.GetProperty("threads").GetInt32(),
                root.TryGetProperty("warnings", out var warnings) ? [.. warnings.EnumerateArray().Select(w => w.GetString()!)] : []);

            MetricValues? Metrics(string name) => root.GetProperty(name) is { ValueKind: JsonValueKind.Object } part
                ? new MetricValues([.. part.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, Number(m.Value)))])
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new FileException($"{path}: it is not what a training run writes: {e.Message} Remove it to go on from the run's newest checkpoint.");
        }

        static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("run", Run);
        json.WriteNumber("epochs", Epochs);
        json.WriteNumber("best_epoch", BestEpoch);
        json.WriteString("stop_reason", StopReason);
        json.WriteMetrics("train", Train);
        json.WriteMetrics("validation", Validation);
        json.WriteMetrics("test", Test);
        json.WriteNumber("parameters", Parameters);
        json.WriteFinite("seconds", Math.Round(Seconds, 6));
        json.WriteFinite("samples_per_second", Math.Round(SamplesPerSecond, 1));
        json.WriteFinite("data_wait_share", Math.Round(DataWaitShare, 4));
        json.WriteFinite("peak_memory_mb", Math.Round(PeakMemory(), 1));
        json.WriteString("weights_sha256", WeightsHash);
        json.WriteNumber("seed", Seed);
        json.WriteNumber("threads", Threads);
        if (Transfer is { } transfer)
        {
            json.WriteStartObject("transfer");
            json.WriteString("strategy", transfer.Strategy);
            json.WriteString("reason", transfer.Reason);
            json.WriteEndObject();
        }

        if (Penalty is { } penalty)
        {
            json.WriteFinite("penalty", penalty);
            json.WriteStartObject("zeros");
            foreach (var zeros in Zeros) json.WriteFinite(zeros.Name, Math.Round(zeros.Share, 6));
            json.WriteEndObject();
        }

        if (Warnings.Count > 0)
        {
            json.WriteStartArray("warnings");
            foreach (var warning in Warnings) json.WriteStringValue(warning);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The most memory the process has held so far, in MiB.</summary>
    private static double PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / BytesPerMegabyte;
    }
}
