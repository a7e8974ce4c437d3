using System.Text.Json;
using Xunit;

namespace Descent.Tests.Support;

/// <summary>
/// Reference values that PyTorch computed, kept in <c>Golden/*.json</c>; the script <c>Golden/make_*.py</c> beside each file made it.
/// </summary>
public static class Golden
{
    private static readonly Dictionary<string, GoldenCase> s_cases = Load();

    public static bool TryGet(string name, out GoldenCase found) => s_cases.TryGetValue(name, out found!);

    public static GoldenCase Get(string name) => s_cases[name];

    /// <summary>The numbers under a key of a golden file without op cases, such as tables of function values.</summary>
    public static JsonElement File(string name)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)));
        return document.RootElement.Clone();
    }

    /// <summary>Fails unless every element is within tolerance·max(1, |expected|). NaN equals NaN, and infinities each other.</summary>
    public static void AssertClose(double[] expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            var value = actual.Type switch
            {
                DType.Float32 => actual.Span<float>()[i],
                DType.Float64 => actual.Span<double>()[i],
                DType.Int32 => actual.Span<int>()[i],
                _ => actual.Span<byte>()[i],
            };
            if (expected[i].Equals(value) || Math.Abs(value - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))) continue;
            Assert.Fail($"{what}: element {i} of {actual.Shape} is {value:R}, PyTorch has {expected[i]:R}");
        }
    }

    private static Dictionary<string, GoldenCase> Load()
    {
        var cases = new Dictionary<string, GoldenCase>();
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json").Order(StringComparer.Ordinal))
        {
            var root = File(Path.GetFileName(path));
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("ops", out var list)) continue;
            foreach (var item in list.EnumerateArray())
            {
                var inputs = item.GetProperty("inputs").EnumerateArray().Select(GoldenTensor.Read).ToArray();
                var gradients = item.TryGetProperty("gradients", out var g)
                    ? g.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? null : Numbers(e)).ToArray()
                    : [];
                var name = item.GetProperty("name").GetString()!;
                cases.Add(name, new GoldenCase(name, inputs, GoldenTensor.Read(item.GetProperty("output")), gradients));
            }
        }

        return cases;
    }

    // JSON has no NaN and infinities: the scripts write them as strings.
    internal static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String
        ? e.GetString() switch { "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity, _ => double.NaN }
        : e.GetDouble())];
}

/// <summary>Operands, the result, and the gradient of Σ sin(result) for each operand (null for integer operands).</summary>
public sealed record GoldenCase(string Name, GoldenTensor[] Inputs, GoldenTensor Output, double[]?[] Gradients);

/// <summary>A tensor of a golden case. Type is float, int or byte.</summary>
public sealed record GoldenTensor(string Type, Shape Shape, double[] Values)
{
    /// <summary>The tensor, with floating-point values in the given type. The scripts round inputs to float32, so both types hold the same.</summary>
    public Tensor ToTensor(DType type) => (Type, type) switch
    {
        ("int", _) => Tensor.From(Array.ConvertAll(Values, v => (int)v), Shape),
        ("byte", _) => Tensor.From(Array.ConvertAll(Values, v => (byte)v), Shape),
        (_, DType.Float64) => Tensor.From(Values, Shape),
        _ => Tensor.From(Array.ConvertAll(Values, v => (float)v), Shape),
    };

    internal static GoldenTensor Read(JsonElement e) => new(
        e.TryGetProperty("type", out var type) ? type.GetString()! : "float",
        new Shape([.. e.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())]),
        Golden.Numbers(e.GetProperty("values")));
}
