using System.Globalization;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>Says what an inspection of the data found: to people, or as JSON.</summary>
internal static class DataReport
{
    /// <summary>Examples that are named; the counts say how many there are.</summary>
    private const int MostNamed = 10;

    /// <summary>A class with so much less than the largest is worth a word: a network that never names it is right on all the others.</summary>
    private const double Imbalance = 5;

    public static void Write(DataInspection found, bool isPrepared, TextWriter writer)
    {
        var parts = found.Parts;
        if (found.Target.Kind == TargetKind.Class)
        {
            var classes = Enumerable.Range(0, found.Target.Count).Select(c => (IReadOnlyList<string>)[found.Target.Names[c], .. parts.Select(p => Text(p.Classes[c]))]);
            TextTable.Write(writer, ["class", .. parts.Select(p => p.Name)], [.. classes, ["all", .. parts.Select(p => Text(p.Data.Count))]]);
        }
        else
        {
            TextTable.Write(writer, ["part", "samples"], parts.Select(p => (IReadOnlyList<string>)[p.Name, Text(p.Data.Count)]));
            writer.WriteLine($"to predict: {string.Join(", ", found.Target.Names)}");
        }

        foreach (var part in parts.Where(p => p.Sizes.Count > 0))
            writer.WriteLine($"{part.Name}: {Sizes(part)}; {string.Join(", ", part.Channels().Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"channel {i} mean {c.Mean:0.0000}, deviation {c.Deviation:0.0000}")))}");
        foreach (var warning in Warnings(found, isPrepared)) writer.WriteLine($"warning: {warning}");
    }

    public static void Write(DataInspection found, bool isPrepared, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("parts");
        foreach (var part in found.Parts)
        {
            json.WriteStartObject(part.Name);
            json.WriteNumber("samples", part.Data.Count);
            if (part.Classes.Length > 0)
            {
                json.WriteStartObject("classes");
                for (var c = 0; c < part.Classes.Length; c++) json.WriteNumber(found.Target.Names[c], part.Classes[c]);
                json.WriteEndObject();
            }

            if (part.Sizes.Count > 0)
            {
                json.WriteStartArray("sizes");
                foreach (var ((height, width), count) in part.Sizes)
                {
                    json.WriteStartObject();
                    json.WriteNumber("height", height);
                    json.WriteNumber("width", width);
                    json.WriteNumber("count", count);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("channels");
                foreach (var (mean, deviation) in part.Channels())
                {
                    json.WriteStartObject();
                    json.WriteFinite("mean", mean);
                    json.WriteFinite("std", deviation);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("duplicates");
        foreach (var pair in found.Duplicates)
        {
            json.WriteStartObject();
            json.WriteString("first_part", pair.FirstPart);
            json.WriteString("first", pair.First);
            json.WriteString("second_part", pair.SecondPart);
            json.WriteString("second", pair.Second);
            json.WriteBoolean("other_class", pair.HasOtherClass);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unreadable");
        foreach (var file in found.LeftOut) json.WriteStringValue(file);
        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (var warning in Warnings(found, isPrepared)) json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static IEnumerable<string> Warnings(DataInspection found, bool isPrepared)
    {
        foreach (var file in found.LeftOut.Take(MostNamed)) yield return file;
        if (found.LeftOut.Count > MostNamed) yield return $"… and {found.LeftOut.Count - MostNamed} more files cannot be read";
        if (found.LeftOut.Count > 0) yield return $"{Count(found.LeftOut.Count, "file")} cannot be read; a run stops there unless data.source allows it: skip_bad: {found.LeftOut.Count}";
        foreach (var (kind, pairs) in new[]
        {
            ("in two parts: what is judged by was trained on", found.Duplicates.Where(d => d.IsBetweenParts).ToList()),
            ("twice in a part with different classes: one must be wrong", found.Duplicates.Where(d => !d.IsBetweenParts && d.HasOtherClass).ToList()),
            ("twice in a part", found.Duplicates.Where(d => !d.IsBetweenParts && !d.HasOtherClass).ToList()),
        })
        {
            if (pairs.Count == 0) continue;
            var named = string.Join("; ", pairs.Take(MostNamed).Select(d => $"{d.FirstPart} {d.First} = {d.SecondPart} {d.Second}"));
            yield return $"{Count(pairs.Count, "sample")} {(pairs.Count == 1 ? "is" : "are")} there {kind} ({named}{(pairs.Count > MostNamed ? "; …" : "")})";
        }

        var train = found.Parts[0];
        if (train.Classes.Length > 1)
        {
            int most = Array.IndexOf(train.Classes, train.Classes.Max()), least = Array.IndexOf(train.Classes, train.Classes.Min());
            if (train.Classes[most] > Imbalance * train.Classes[least])
                yield return $"class {found.Target.Names[least]} has {Count(train.Classes[least], "sample")} to train on, {found.Target.Names[most]} {train.Classes[most]}; weigh classes, or look at a metric of each class rather than at the accuracy";
        }

        if (!isPrepared && found.Parts.SelectMany(p => p.Sizes.Keys).Distinct().Skip(1).Any())
            yield return "the images have several sizes; bring them to one to train on them: data.prepare: [{resize: 256}, {center_crop: 224}]";
    }

    private static string Sizes(InspectedPart part)
    {
        var sizes = part.Sizes.Keys.ToList();
        if (sizes.Count == 1) return $"images of {sizes[0].Width} × {sizes[0].Height} pixels (width × height)";
        return $"images of {sizes.Min(s => s.Width)} to {sizes.Max(s => s.Width)} × {sizes.Min(s => s.Height)} to {sizes.Max(s => s.Height)} pixels (width × height, {sizes.Count} sizes)";
    }

    private static string Text(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(int count, string what) => $"{Text(count)} {what}{(count == 1 ? "" : "s")}";
}
