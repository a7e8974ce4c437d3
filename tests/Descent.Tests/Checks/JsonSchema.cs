using System.Text.Json;

namespace Descent.Tests.Checks;

/// <summary>The part of JSON Schema that docs/doctor.md uses; a keyword it does not know throws, so that none goes unchecked.</summary>
internal static class JsonSchema
{
    /// <summary>Where a document breaks a schema, and how; nothing if it does not.</summary>
    public static IEnumerable<string> Problems(JsonElement schema, JsonElement value, string path = "$")
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            foreach (var problem in Check(keyword.Name, keyword.Value, schema, value, path)) yield return problem;
        }
    }

    private static IEnumerable<string> Check(string keyword, JsonElement rule, JsonElement schema, JsonElement value, string path) => keyword switch
    {
        "$schema" or "description" => [],
        "type" => (rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(t => Is(t.GetString()!, value)) : Is(rule.GetString()!, value)) ? [] : [$"{path} is {value.ValueKind}, not {rule}"],
        "enum" => rule.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)) ? [] : [$"{path} is {value}, not one of {rule}"],
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble() ? [] : [$"{path} is {value}, below {rule}"],
        "required" => rule.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing"),
        "properties" => rule.EnumerateObject().Where(p => value.TryGetProperty(p.Name, out _)).SelectMany(p => Problems(p.Value, value.GetProperty(p.Name), $"{path}.{p.Name}")),
        "additionalProperties" when rule.ValueKind == JsonValueKind.False => value.EnumerateObject().Where(p => !schema.GetProperty("properties").TryGetProperty(p.Name, out _)).Select(p => $"{path}.{p.Name} is not in the schema"),
        "items" => value.EnumerateArray().SelectMany((item, i) => Problems(rule, item, $"{path}[{i}]")),
        _ => throw new NotSupportedException($"{path}: the keyword {keyword} is not known here; add it."),
    };

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException(type),
    };
}
