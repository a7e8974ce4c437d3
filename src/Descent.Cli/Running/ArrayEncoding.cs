using System.Text.Json;
using System.Text.Json.Nodes;

namespace Descent.Cli;

/// <summary>Samples of numbers from arrays, which are taken as they are: their shape and what is predicted.</summary>
internal sealed record ArrayEncoding : RunEncoding
{
    /// <summary>Keeps the shape; no other encoding has such a key.</summary>
    public const string ShapeKey = "input_shape";

    private const string KindKey = "target", NamesKey = "names", Class = "class", Value = "value";

    public ArrayEncoding(in Shape inputShape, TargetInfo target) => (InputShape, Target) = (inputShape, target);

    public override Shape InputShape { get; }

    public override TargetInfo Target { get; }

    /// <exception cref="DataException">The text is no such encoding.</exception>
    public static ArrayEncoding Read(string json)
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            int[] axes = [.. root[ShapeKey]!.AsArray().Select(a => a!.GetValue<int>())];
            string[] names = [.. root[NamesKey]!.AsArray().Select(n => n!.GetValue<string>())];
            var kind = root[KindKey]!.GetValue<string>() switch { Class => TargetKind.Class, Value => TargetKind.Value, var other => throw new FormatException($"the target is '{other}'.") };
            if (axes.Length == 0 || names.Length == 0 || axes.Any(a => a < 1)) throw new FormatException("it has no numbers or no targets.");
            return new ArrayEncoding(new Shape(axes), new TargetInfo(kind, names.Length, names));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or ArgumentException or OverflowException)
        {
            throw new DataException($"The arrays' encoding cannot be read: {e.Message} Write it anew by training again.", e);
        }
    }

    protected override string EncodingJson() => Indented(new JsonObject
    {
        [ShapeKey] = new JsonArray([.. InputShape.ToArray().Select(a => (JsonNode)a)]),
        [KindKey] = Target.Kind == TargetKind.Class ? Class : Value,
        [NamesKey] = new JsonArray([.. Target.Names.Select(n => (JsonNode)n)]),
    });
}
