using System.Text.Json;

namespace Descent.Dashboard;

/// <summary>
/// <c>validation.json</c>, how the network does on the validation part: <c>{epoch, step, classes: [names], confusion: [right][predicted],
/// samples: [{index, actual, predicted, probability, picture}]}</c>, the picture a PNG in base 64. Only what has this form is passed on.
/// </summary>
internal static class ValidationFile
{
    private const int MostClasses = 1000, MostSamples = 64;

    /// <summary>Writes <c>confusion</c> and <c>predictions</c>; pictures are named by their numbers.</summary>
    public static void Write(Utf8JsonWriter json, JsonDocument? document, int firstPicture)
    {
        json.WritePropertyName("confusion");
        if (document is not null && Classes(document.RootElement) is { } classes) WriteConfusion(json, classes, document.RootElement.GetProperty("confusion"));
        else json.WriteNullValue();
        json.WritePropertyName("predictions");
        if (document is null || !document.RootElement.TryGetProperty("samples", out var samples) || samples.ValueKind != JsonValueKind.Array)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var (number, sample) in samples.EnumerateArray().Take(MostSamples).Index())
        {
            if (sample.ValueKind != JsonValueKind.Object) continue;
            json.WriteStartObject();
            if (sample.TryGetProperty("picture", out _)) json.WriteNumber("image", firstPicture + number);
            foreach (var property in sample.EnumerateObject())
            {
                if (property.Name == "picture" || property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) continue;
                property.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The picture of a sample; null if there is none.</summary>
    public static byte[]? Picture(JsonDocument? document, int number) =>
        number < MostSamples && document is not null && document.RootElement.TryGetProperty("samples", out var samples) && samples.ValueKind == JsonValueKind.Array && number < samples.GetArrayLength()
        && samples[number] is { ValueKind: JsonValueKind.Object } sample && sample.TryGetProperty("picture", out var picture) && picture.ValueKind == JsonValueKind.String && picture.TryGetBytesFromBase64(out var png) ? png : null;

    private static IReadOnlyList<string>? Classes(JsonElement root)
    {
        if (!root.TryGetProperty("classes", out var classes) || classes.ValueKind != JsonValueKind.Array || classes.GetArrayLength() > MostClasses) return null;
        if (!root.TryGetProperty("confusion", out var counts) || counts.ValueKind != JsonValueKind.Array || counts.GetArrayLength() != classes.GetArrayLength()) return null;
        var isSquare = counts.EnumerateArray().All(r => r.ValueKind == JsonValueKind.Array && r.GetArrayLength() == classes.GetArrayLength() && r.EnumerateArray().All(c => c.ValueKind == JsonValueKind.Number));
        return isSquare && classes.EnumerateArray().All(c => c.ValueKind == JsonValueKind.String) ? [.. classes.EnumerateArray().Select(c => c.GetString()!)] : null;
    }

    private static void WriteConfusion(Utf8JsonWriter json, IReadOnlyList<string> classes, JsonElement counts)
    {
        json.WriteStartObject();
        json.WriteStartArray("classes");
        foreach (var name in classes) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WritePropertyName("counts");
        counts.WriteTo(json);
        json.WriteEndObject();
    }
}
