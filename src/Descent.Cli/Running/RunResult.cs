using System.Diagnostics;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>What a run came to: the document that <c>--json</c> prints and result.json keeps.</summary>
internal sealed record RunResult(
    string Run, int Epochs, int BestEpoch, string StopReason, MetricValues? Train, MetricValues? Validation, MetricValues? Test,
    long Parameters, double Seconds, double SamplesPerSecond, string WeightsHash, ulong Seed, int Threads, IReadOnlyList<string> Warnings)
{
    /// <summary>The penalty's value for the best weights; null without a penalty.</summary>
    public double? Penalty { get; init; }

    /// <summary>The share of exact zeros by parameter, of those that the penalty is on.</summary>
    public IReadOnlyList<ZeroCount> Zeros { get; init; } = [];

    private const double BytesPerMegabyte = 1 << 20;

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
        json.WriteFinite("peak_memory_mb", Math.Round(PeakMemory(), 1));
        json.WriteString("weights_sha256", WeightsHash);
        json.WriteNumber("seed", Seed);
        json.WriteNumber("threads", Threads);
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
