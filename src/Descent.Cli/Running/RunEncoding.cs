using System.Text.Json;

namespace Descent.Cli;

/// <summary>How a run's samples become numbers, as it was fitted on the training part: what preprocessing.json keeps.</summary>
internal abstract record RunEncoding
{
    /// <summary>The shape of one sample.</summary>
    public abstract Shape InputShape { get; }

    public abstract TargetInfo Target { get; }

    public abstract string ToJson();

    /// <exception cref="DataException">The text is no encoding.</exception>
    public static RunEncoding FromJson(string json) => IsOfImages(json) ? new OfImages(ImageEncoding.FromJson(json)) : new OfTable(TableEncoding.FromJson(json));

    private static bool IsOfImages(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("channels", out _);
        }
        catch (JsonException)
        {
            return false; // the table's reader says what is wrong
        }
    }

    /// <summary>Rows of a table.</summary>
    internal sealed record OfTable(TableEncoding Table) : RunEncoding
    {
        public override Shape InputShape => [Table.Width];

        public override TargetInfo Target => Table.Target;

        public override string ToJson() => Table.ToJson();
    }

    /// <summary>Images of one size.</summary>
    internal sealed record OfImages(ImageEncoding Images) : RunEncoding
    {
        public override Shape InputShape => Images.Shape;

        public override TargetInfo Target => Images.Target;

        public override string ToJson() => Images.ToJson();
    }
}
