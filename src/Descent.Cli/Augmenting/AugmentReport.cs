using System.Globalization;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>Says what a contact sheet shows, and what a trained network makes of it.</summary>
internal sealed record AugmentReport(string Path, AugmentSource Source, SheetContents Contents, ContactSheet Sheet, IReadOnlyList<PredictionChanges> Changes)
{
    /// <summary>With more classes the table is wider than a terminal; the warnings name those that matter.</summary>
    private const int MostClasses = 12;

    private IEnumerable<string> Warnings => Changes.Select(c => c.Warning()).OfType<string>();

    /// <summary>For people: the result on <paramref name="output"/>, warnings on <paramref name="error"/>.</summary>
    public void Tell(TextWriter output, TextWriter error)
    {
        var techniques = Contents.Columns.Count(c => !c.IsWhole && c.Key is not ("original" or "prepared"));
        output.WriteLine($"{Path}: {Contents.Rows.Count} of {Counted(Source.Images.Count, "sample")}, {Counted(techniques, "transform")} by {(techniques == 1 ? "itself" : "themselves")}{(Contents.Columns.Any(c => c.IsWhole) ? $", and all together in {Counted(Contents.Columns.Count(c => c.IsWhole), "epoch")}" : "")}; {Sheet.Width} × {Sheet.Height} pixels.");
        if (techniques == 0) output.WriteLine(AugmentSource.NoTransforms);
        if (Changes.Count == 0) return;
        var first = Changes[0];
        output.WriteLine();
        output.WriteLine($"How often each changes what the network rightly sees, on images of the {Source.Part} part that it sees rightly as they are:");
        var isWide = first.Classes.Count > MostClasses;
        IReadOnlyList<string> Row(string name, string all, Func<int, string> ofClass) => [name, all, .. isWide ? [] : Enumerable.Range(0, first.Classes.Count).Select(ofClass)];
        TextTable.Write(output, Row("transform", "all", label => first.Classes[label]),
            Changes.Select(c => Row(c.Name, Percent(c.ChangedOfAll), label => Percent(c.Changed(label)))).Append(Row("(images)", $"{first.Correct.Sum()}", label => $"{first.Correct[label]}")));
        foreach (var warning in Warnings) error.WriteLine($"warning: {warning}");
    }

    /// <summary>For programs.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("out", Path);
        json.WriteNumber("width", Sheet.Width);
        json.WriteNumber("height", Sheet.Height);
        json.WriteNumber("seed", Source.Seed);
        json.WriteNumber("training_samples", Source.Images.Count);
        json.WriteStartArray("columns");
        foreach (var column in Contents.Columns) json.WriteStringValue(column.Key);
        json.WriteEndArray();
        json.WriteStartArray("samples");
        for (var row = 0; row < Contents.Rows.Count; row++) WriteRow(json, Contents.Rows[row], Sheet.Places[row]);
        json.WriteEndArray();
        if (Changes.Count == 0) json.WriteNull("predictions");
        else WritePredictions(json);
        json.WriteStartArray("warnings");
        foreach (var warning in Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Which sample it is.</summary>
    public static void WriteSample(Utf8JsonWriter json, int sample, int index, string label, string? file)
    {
        json.WriteNumber("sample", sample);
        json.WriteNumber("index", index);
        json.WriteString("class", label);
        json.WriteString("file", file);
    }

    /// <summary>What was applied, with its numbers.</summary>
    public static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<DrawnStep> steps)
    {
        json.WriteStartArray("transforms");
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("transform", step.Name);
            json.WriteString("drawn", step.Drawn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRow(Utf8JsonWriter json, SheetRow row, IReadOnlyList<TilePlace> places)
    {
        json.WriteStartObject();
        WriteSample(json, row.Sample, row.Index, row.Class, row.File);
        json.WriteStartArray("tiles");
        for (var i = 0; i < places.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("column", Contents.Columns[i].Key);
            json.WriteNumber("x", places[i].X);
            json.WriteNumber("y", places[i].Y);
            json.WriteNumber("width", places[i].Width);
            json.WriteNumber("height", places[i].Height);
            WriteSteps(json, row.Tiles[i].Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WritePredictions(Utf8JsonWriter json)
    {
        json.WriteStartObject("predictions");
        json.WriteString("part", Source.Part);
        json.WriteNumber("judged", Changes[0].Correct.Sum());
        json.WriteStartArray("changed");
        foreach (var change in Changes)
        {
            json.WriteStartObject();
            json.WriteString("transform", change.Name);
            json.WriteFinite("all", change.ChangedOfAll);
            json.WriteStartObject("classes");
            for (var label = 0; label < change.Classes.Count; label++) json.WriteFinite(change.Classes[label], change.Changed(label));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Percent(double share) => double.IsNaN(share) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
