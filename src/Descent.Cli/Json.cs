using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>Writes JSON documents, without reflection: that alone would cost a tenth of a second at start.</summary>
internal static class Json
{
    /// <summary>One document as text, indented.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(stream, options)) write(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A number, or null for what JSON has no number for.</summary>
    public static void WriteFinite(this Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }

    /// <summary>An object of metrics; null if nothing was measured.</summary>
    public static void WriteMetrics(this Utf8JsonWriter writer, string name, MetricValues? values)
    {
        if (values is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (metric, value) in values) writer.WriteFinite(metric, value);
        writer.WriteEndObject();
    }
}
