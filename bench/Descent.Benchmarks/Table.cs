using System.Globalization;

namespace Descent.Benchmarks;

/// <summary>Rows for people.</summary>
internal static class Table
{
    public static void Write(IReadOnlyList<Row> rows, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine(Header(rows.Any(row => row.Peer != null)));
        foreach (var row in rows) writer.WriteLine(Line(row));
        var compared = rows.Where(row => row.RatioBest != null && row.Peer == "pytorch").GroupBy(row => row.Threads);
        foreach (var group in compared)
            writer.WriteLine($"geometric mean of ratio best at {group.Key} thread{(group.Key == 1 ? "" : "s")}: {Math.Exp(group.Average(row => Math.Log(row.RatioBest!.Value))):F2}");
    }

    private static string Header(bool withPeer) =>
        $"{"workload",-24}{"threads",8}{"best ms",12}{"median ms",12}{"samples/s",12}{"of limit",10}{"peak MB",9}"
        + (withPeer ? $"{"peer best",12}{"peer med.",12}{"ratio best",11}{"ratio med.",11}{"peer MB",9}  peer variant" : "");

    public static string Line(Row row) =>
        $"{row.Workload,-24}{row.Threads,8}{Time(row.BestMs),12}{Time(row.MedianMs),12}{row.SamplesPerS,12:F0}{Share(row.LimitShare),10}{row.PeakMemoryMb,9:F0}"
        + (row.Peer == null ? "" : $"{Time(row.PeerBestMs!.Value),12}{Time(row.PeerMedianMs!.Value),12}{Ratio(row, row.RatioBest),11}{Ratio(row, row.RatioMedian),11}{row.PeerPeakMemoryMb,9:F0}  {row.PeerVariant}");

    /// <summary>What an addition of ours costs is a matter of tenths of a percent.</summary>
    private static string Ratio(Row row, double? ratio) => ratio!.Value.ToString(row.Peer == "descent" ? "F4" : "F2", CultureInfo.InvariantCulture);

    /// <summary>Five digits that matter: steps last from a microsecond to seconds.</summary>
    private static string Time(double milliseconds) => milliseconds.ToString(milliseconds < 1 ? "F5" : milliseconds < 100 ? "F3" : "F1", CultureInfo.InvariantCulture);

    private static string Share(double? share) => share is { } s ? s.ToString("P1", CultureInfo.InvariantCulture) : "-";
}
