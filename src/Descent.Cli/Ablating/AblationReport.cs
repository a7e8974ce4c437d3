using System.Globalization;
using System.Text.Json;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>What an ablation found, as a table, as JSON, and as a page.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Metric">The metric that was compared.</param>
/// <param name="Part">On what part: <c>test</c> or <c>validation</c>.</param>
/// <param name="Seeds">How many pairs.</param>
/// <param name="Own">The metric of the run as it is, one a seed.</param>
/// <param name="Rows">What each technique is worth.</param>
/// <param name="Command">The command that computes it again.</param>
internal sealed record AblationReport(string Run, string Metric, string Part, int Seeds, IReadOnlyList<double> Own, IReadOnlyList<Ablation> Rows, string Command)
{
    /// <summary>Shares are read as percentages, and differences of them as points.</summary>
    private bool IsShare => Metric is "accuracy" or "f1" or "precision" or "recall";

    private string Mean => Number(Own.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());

    private IEnumerable<string> Notes()
    {
        yield return $"The run as it is: {Metric} {Mean} on the {Part} part, mean of {Seeds} seeds. A gain is {Metric} with the technique minus {Metric} without{(IsShare ? ", in points" : "")}; above 0 is good. "
            + "Each pair of runs shares its seed, and with it the split and the order of samples. The interval holds the true gain in 95 of 100 comparisons: "
            + "of twenty techniques without any effect about one seems to have one by chance.";
        if (Part == "validation") yield return "Epochs were chosen by the same part, so its figures are a little too good wherever the best epoch is kept.";
        if (Rows.Where(r => r.Problem is null && !r.Gain.IsClear && double.IsFinite(r.Gain.HalfWidth)).Select(r => r.Gain.HalfWidth).ToList() is { Count: > 0 } widths)
            yield return $"\"No difference seen\" means: none larger than the interval. Effects under about {Difference(widths.Order().ElementAt(widths.Count / 2)).TrimStart('+')} need more pairs: --seeds {4 * Seeds} halves the intervals.";
        var changes = Rows.Where(r => r.SaysChange).ToList();
        yield return changes.Count == 0
            ? "Nothing to change by these figures."
            : $"Try first: {string.Join("; ", changes.OrderByDescending(r => Math.Abs(r.Gain.Mean)).Select(r => string.Join(" ", r.Technique.Settings.Select(s => $"--set '{s}'"))))}";
    }

    public void Tell(TextWriter writer)
    {
        TextTable.Write(writer, Columns, Cells());
        writer.WriteLine();
        foreach (var note in Notes()) writer.WriteLine(note);
    }

    private static string[] Columns => ["technique", "now", "against", "gain", "95 % interval", "time", "advice"];

    private IEnumerable<IReadOnlyList<string>> Cells() => Rows.Select(r => (IReadOnlyList<string>)
        [
            r.Technique.Name, Shorten(r.Technique.Now), Shorten(r.Technique.Other),
            .. r.Problem is null ? (string[])[Difference(r.Gain.Mean), $"{Difference(r.Gain.Low)} to {Difference(r.Gain.High)}", r.Time.ToString("×0.00", CultureInfo.InvariantCulture)] : ["", "", ""],
            r.Advice,
        ]);

    /// <summary>The page: gains as bars with their intervals, and the table.</summary>
    public Page Page()
    {
        var shown = Rows.Where(r => r.Problem is null && double.IsFinite(r.Gain.HalfWidth)).ToList();
        double Drawn(double gain) => IsShare ? Math.Round(100 * gain, 1) : Math.Round(gain, 4); // as the table has them
        return new Page(
            $"{Run}: what each technique is worth", Notes().First(), [new("metric", $"{Metric} on the {Part} part"), new("pairs of runs", $"{Seeds}"), new("as it is", Mean)],
            [
                new PageSection("gains", "Gain of each technique",
                [
                    new BarsBlock(new Dashboard.PlotAxis($"gain in {Metric}{(IsShare ? ", points" : "")}"), [.. shown.Select(r => r.Technique.Name)],
                        [new BarGroup("with minus without", [.. shown.Select(r => Drawn(r.Gain.Mean))]) { Low = [.. shown.Select(r => Drawn(r.Gain.Low))], High = [.. shown.Select(r => Drawn(r.Gain.High))] }])
                    {
                        Caption = "Bars are means over the pairs, whiskers 95 % intervals. A technique whose whisker crosses 0 made no difference that these pairs can show.",
                        Command = Command,
                    },
                    new TableBlock(Columns, [.. Cells()]) { Caption = string.Join(" ", Notes().Skip(1)) },
                ]),
            ]);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("run", Run);
        json.WriteString("metric", Metric);
        json.WriteString("part", Part);
        json.WriteNumber("seeds", Seeds);
        json.WriteStartArray("as_it_is");
        foreach (var figure in Own)
        {
            if (double.IsFinite(figure)) json.WriteNumberValue(figure);
            else json.WriteNullValue();
        }

        json.WriteEndArray();
        json.WriteStartArray("techniques");
        foreach (var row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("technique", row.Technique.Name);
            json.WriteBoolean("on", row.Technique.IsOn);
            json.WriteString("now", row.Technique.Now);
            json.WriteString("against", row.Technique.Other);
            json.WriteStartArray("settings");
            foreach (var setting in row.Technique.Settings) json.WriteStringValue(setting);
            json.WriteEndArray();
            if (row.Problem is { } problem)
            {
                json.WriteString("problem", problem);
            }
            else
            {
                json.WriteFinite("gain", row.Gain.Mean);
                json.WriteFinite("low", row.Gain.Low);
                json.WriteFinite("high", row.Gain.High);
                json.WriteFinite("time", Math.Round(row.Time, 4));
                json.WriteNumber("failed_with", row.FailedWith);
                json.WriteNumber("failed_without", row.FailedWithout);
                json.WriteString("advice", row.Advice);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string Number(double value) => IsShare ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : value.ToString("G4", CultureInfo.InvariantCulture);

    private string Difference(double value) => (IsShare ? 100 * value : value).ToString(IsShare ? "+0.0;−0.0;0.0" : "+0.####;−0.####;0", CultureInfo.InvariantCulture);

    /// <summary>A table is read side by side with others: long settings stand in the JSON.</summary>
    private static string Shorten(string text) => text.Length <= 30 ? text : text[..29] + "…";
}
