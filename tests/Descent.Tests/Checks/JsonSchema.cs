using NJsonSchema;

namespace Descent.Tests.Checks;

/// <summary>Validates JSON against a schema.</summary>
internal static class JsonSchema
{
    /// <summary>Where a document breaks a schema, and how; nothing if it does not.</summary>
    public static async Task<IReadOnlyList<string>> Problems(string schema, string document)
    {
        var rules = await NJsonSchema.JsonSchema.FromJsonAsync(schema);
        return [.. rules.Validate(document).Select(p => $"{p.Path}: {p.Kind}")];
    }
}
