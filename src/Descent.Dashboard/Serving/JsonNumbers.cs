using System.Text.Json;

namespace Descent.Dashboard;

/// <summary>Numbers as the page gets them: short, and null for what JSON has no number for.</summary>
internal static class JsonNumbers
{
    /// <summary>A value of a curve: seven digits, as event files have it.</summary>
    public static void WriteShort(this Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value) && float.IsFinite((float)value)) json.WriteNumberValue((float)value);
        else json.WriteNullValue();
    }

    /// <summary>A step, or the mean of several.</summary>
    public static void WriteStep(this Utf8JsonWriter json, double value) => json.WriteNumberValue(Math.Round(value, 1));

    public static void WriteOrNull(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    public static void WriteOrNull(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
