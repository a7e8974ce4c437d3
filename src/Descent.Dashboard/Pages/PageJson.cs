using System.Text.Json;
using System.Text.Json.Serialization;

namespace Descent.Dashboard;

/// <summary>Pages as JSON: names in snake case, pictures in base 64, numbers that are not finite as null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FiniteNumbers)])]
[JsonSerializable(typeof(Page))]
internal sealed partial class PageJson : JsonSerializerContext
{
    /// <summary>The page's text; it may stand inside a script element, for it holds no angle bracket.</summary>
    public static string Write(Page page) => JsonSerializer.Serialize(page, Default.Page);

    /// <summary>JSON has no NaN and no infinity.</summary>
    private sealed class FiniteNumbers : JsonConverter<double>
    {
        /// <summary>Nine digits are more than any plot shows, and half of what the shortest exact form takes.</summary>
        private const int Digits = 9;

        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override bool HandleNull => true;

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteRawValue(value.ToString($"G{Digits}", System.Globalization.CultureInfo.InvariantCulture));
            else writer.WriteNullValue();
        }
    }
}
