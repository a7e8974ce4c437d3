using System.Globalization;

namespace Descent.Cli;

/// <summary>A small table for people: one row a part of the data, one column a metric.</summary>
internal static class MetricsTable
{
    public static void Write(TextWriter writer, IReadOnlyList<(string Part, MetricValues? Values)> rows)
    {
        var measured = rows.Where(r => r.Values is not null).ToList();
        if (measured.Count == 0) return;
        var names = measured[0].Values!.Select(v => v.Key).ToList();
        TextTable.Write(writer, ["", .. names], measured.Select(r => (IReadOnlyList<string>)[r.Part, .. r.Values!.Select(v => Number(v.Value))]));
    }

    public static string Number(double value) =>
        value.ToString(value == 0 || Math.Abs(value) is >= 1e-3 and < 1e5 ? "F4" : "G4", CultureInfo.InvariantCulture);
}
