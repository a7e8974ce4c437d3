using System.Globalization;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>What a confusion matrix says of each class.</summary>
internal static class ClassFigures
{
    public static void Write(TextWriter writer, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        writer.WriteLine();
        TextTable.Write(writer, ["class", "samples", "precision", "recall", "F1"], Enumerable.Range(0, matrix.Classes).Select(label =>
            (IReadOnlyList<string>)[names[label], $"{matrix.Targets(label)}", Text(Precision(matrix, label)), Text(Recall(matrix, label)), Text(F1(matrix, label))]));
    }

    public static void Write(Utf8JsonWriter json, ConfusionMatrix matrix, IReadOnlyList<string> names)
    {
        json.WriteStartArray("per_class");
        for (var label = 0; label < matrix.Classes; label++)
        {
            json.WriteStartObject();
            json.WriteString("class", names[label]);
            json.WriteNumber("samples", matrix.Targets(label));
            json.WriteFinite("precision", Precision(matrix, label));
            json.WriteFinite("recall", Recall(matrix, label));
            json.WriteFinite("f1", F1(matrix, label));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Of those taken for the class, how many are of it; NaN if none were.</summary>
    private static double Precision(ConfusionMatrix matrix, int label) => (double)matrix[label, label] / matrix.Predictions(label);

    /// <summary>Of those of the class, how many were taken for it; NaN if there are none.</summary>
    private static double Recall(ConfusionMatrix matrix, int label) => (double)matrix[label, label] / matrix.Targets(label);

    private static double F1(ConfusionMatrix matrix, int label) => 2.0 * matrix[label, label] / (matrix.Predictions(label) + matrix.Targets(label));

    private static string Text(double share) => double.IsNaN(share) ? "-" : share.ToString("F4", CultureInfo.InvariantCulture);
}
