using System.Text.Json;
using System.Text.Json.Serialization;

namespace Descent.Benchmarks;

/// <summary>One line of the result. Times are milliseconds a step; ratios are the peer's time over ours, so that more is better.</summary>
internal sealed record Row
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        WriteIndented = true,
    };

    public required string Group { get; init; }

    public required string Workload { get; init; }

    public required int Threads { get; init; }

    public required double BestMs { get; init; }

    public required double MedianMs { get; init; }

    /// <summary>From the best time.</summary>
    public required double SamplesPerS { get; init; }

    /// <summary>The least time the machine could take over our best; null where no limit is defined.</summary>
    public required double? LimitShare { get; init; }

    /// <summary>Largest resident memory of a process that does only this, in units of 10⁶ bytes.</summary>
    public required double PeakMemoryMb { get; init; }

    public string? Peer { get; init; }

    /// <summary>The peer's way of doing it that was fastest.</summary>
    public string? PeerVariant { get; init; }

    public double? PeerBestMs { get; init; }

    public double? PeerMedianMs { get; init; }

    public double? PeerPeakMemoryMb { get; init; }

    public double? RatioBest => PeerBestMs / BestMs;

    public double? RatioMedian => PeerMedianMs / MedianMs;

    public static string ToJson(IEnumerable<Row> rows) => JsonSerializer.Serialize(rows, s_json);
}
