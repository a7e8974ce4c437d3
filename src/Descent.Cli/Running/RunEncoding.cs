using System.Text.Json;
using System.Text.Json.Nodes;

namespace Descent.Cli;

/// <summary>How a run's samples become numbers, as it was fitted on the training part: what preprocessing.json keeps.</summary>
internal abstract record RunEncoding
{
    private const string WeightsKey = "class_weights";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The shape of one sample.</summary>
    public abstract Shape InputShape { get; }

    public abstract TargetInfo Target { get; }

    /// <summary>How much each class counts in the loss, if they differ: measured on the training part as the rest is.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>The encoding as JSON text, with the weights beside it.</summary>
    public string ToJson()
    {
        var json = EncodingJson();
        if (ClassWeights is null) return json;
        var whole = JsonNode.Parse(json)!.AsObject();
        whole[WeightsKey] = new JsonArray([.. ClassWeights.Select(w => (JsonNode)w)]);
        return Indented(whole);
    }

    /// <exception cref="DataException">The text is no encoding.</exception>
    public static RunEncoding FromJson(string json)
    {
        var weights = TakeWeights(ref json);
        RunEncoding encoding = Has(json, "channels") ? new OfImages(ImageEncoding.FromJson(json))
            : Has(json, ArrayEncoding.ShapeKey) ? ArrayEncoding.Read(json)
            : new OfTable(TableEncoding.FromJson(json));
        return weights is null || weights.Length == encoding.Target.Count
            ? encoding with { ClassWeights = weights }
            : throw new DataException($"preprocessing.json: it has {weights.Length} class weights for {encoding.Target.Count} classes. Write it anew by training again.");
    }

    protected abstract string EncodingJson();

    protected static string Indented(JsonNode json) => json.ToJsonString(s_indented);

    /// <summary>Cuts the weights out of the text: what is left is the library's.</summary>
    /// <exception cref="DataException">They are no weights.</exception>
    private static double[]? TakeWeights(ref string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject whole || !whole.Remove(WeightsKey, out var weights)) return null;
            double[] read = [.. weights!.AsArray().Select(w => w!.GetValue<double>())];
            if (!read.All(w => double.IsFinite(w) && w >= 0)) throw new FormatException("a weight is negative or not finite.");
            json = whole.ToJsonString();
            return read;
        }
        catch (JsonException)
        {
            return null; // the encoding's own reader says what is wrong
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException or ArgumentException)
        {
            throw new DataException($"preprocessing.json: {WeightsKey} cannot be read: {e.Message} Write it anew by training again.", e);
        }
    }

    private static bool Has(string json, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(key, out _);
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

        protected override string EncodingJson() => Table.ToJson();
    }

    /// <summary>Images of one size.</summary>
    internal sealed record OfImages(ImageEncoding Images) : RunEncoding
    {
        public override Shape InputShape => Images.Shape;

        public override TargetInfo Target => Images.Target;

        protected override string EncodingJson() => Images.ToJson();
    }
}
