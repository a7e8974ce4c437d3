using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Models;

/// <summary>The networks of the library that torchvision has, beside torchvision's, from the same weights; see Golden/make_models.py.</summary>
public class ModelLibraryTests
{
    /// <summary>Features of the dense layers of VGG and AlexNet in the comparison: theirs have a hundred million weights.</summary>
    private const int Hidden = 16;

    private const int Classes = 10;

    private static readonly JsonElement s_golden = Golden.File("models.json");

    public static TheoryData<string> Names => [.. s_golden.EnumerateObject().Select(p => p.Name)];

    public static TheoryData<string> AllNames => [.. LibraryModel.All.Select(m => m.Name)];

    [Fact]
    public void Every_network_with_published_weights_is_compared() =>
        Assert.Equal(LibraryModel.All.Where(m => m.Preprocessing is not null).Select(m => m.Name).Order(StringComparer.Ordinal), s_golden.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_shapes_and_number_of_weights_are_torchvisions(string name)
    {
        var golden = s_golden.GetProperty(name);
        Assert.Equal(golden.GetProperty("parameters").GetInt64(), CountOfThousandClasses(name));
        var lines = Make(name).NamedParameters().Select(p => $"{p.Name} {p.Parameter.StateShape}").Order(StringComparer.Ordinal);
        Assert.Equal(golden.GetProperty("state").GetString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_and_gradients_are_torchvisions(string name)
    {
        var golden = s_golden.GetProperty(name);
        var size = golden.GetProperty("size").GetInt32();
        var model = Make(name);
        FormulaWeights.Fill(model);
        model.To(DType.Float64);
        foreach (var (_, module) in model.NamedModules())
            if (module is Dropout or DropPath) module.Eval();
        var x = FormulaWeights.Images(0, 2, 3, size, size).To(DType.Float64);

        var y = model.Forward(x);
        Golden.AssertClose(Golden.Numbers(golden.GetProperty("training")), y, 1e-9, "training");
        SumSin.Of(y).Backward();
        var gradients = golden.GetProperty("gradients");
        var parameters = model.NamedParameters().Where(p => p.Parameter.Trainable).ToArray();
        Assert.Equal(gradients.EnumerateObject().Select(p => p.Name), parameters.Select(p => p.Name));
        foreach (var (path, parameter) in parameters)
        {
            var (sum, norm) = (gradients.GetProperty(path)[0].GetDouble(), gradients.GetProperty(path)[1].GetDouble());
            var g = parameter.ToState(parameter.Grad!).ToArray<double>();
            var weights = FormulaWeights.Spread(1, g.Length);

            // A bias in front of a batch normalization has no gradient but rounding errors.
            var tolerance = 1e-9 * Math.Max(norm, 1e-3);
            Near(sum, g.Zip(weights, (a, b) => a * b).Sum(), tolerance, $"the weighted sum of {path}'s gradient");
            Near(norm, Math.Sqrt(g.Sum(v => v * v)), tolerance, $"the norm of {path}'s gradient");
        }

        model.Eval();
        using var noGrad = new NoGrad();
        Golden.AssertClose(Golden.Numbers(golden.GetProperty("evaluation")), model.Forward(x), 1e-9, "evaluation");
    }

    [Theory]
    [MemberData(nameof(AllNames))]
    public void The_smallest_images_that_fit_are_as_stated(string name)
    {
        var entry = LibraryModel.Find(name)!;
        using var noGrad = new NoGrad();
        var side = entry.LeastSide;
        var model = Narrow(name) ?? entry.Make([side, side, 3], 5);
        model.Eval();
        Assert.Equal([1, name.StartsWith("vgg", StringComparison.Ordinal) || name == "alexnet" ? Classes : 5], model.Forward(Tensor.Zeros([1, side, side, 3])).Shape);
        if (side == 1) return;
        if (name is "lenet5" or "cnn") Assert.Throws<ArgumentOutOfRangeException>(() => entry.Make([side - 1, side, 3], 5));
        else Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, side - 1, side - 1, 3])));
    }

    [Fact]
    public void Stochastic_depth_grows_from_the_first_block_to_the_last()
    {
        Assert.Equal(Enumerable.Range(0, 18).Select(i => 1 - 0.1 * i / 17), Shares(ConvNeXt.Tiny(classes: 2)), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal(Enumerable.Range(0, 16).Select(i => 1 - 0.2 * i / 16), Shares(EfficientNet.B0(classes: 2)), (a, b) => Math.Abs(a - b) < 1e-15);

        static IEnumerable<double> Shares(Module model) => model.NamedModules().Select(m => m.Module).OfType<DropPath>().Select(d => d.Keep);
    }

    [Fact]
    public void Stochastic_depth_leaves_blocks_out_for_whole_samples()
    {
        var block = new ConvNeXtBlock(3, drop: 0.5);
        foreach (var factor in block.LayerScale.Weight.Span<float>()) Assert.Equal(1e-6f, factor);
        block.LayerScale.Weight.Span<float>().Fill(1);
        var x = FormulaWeights.Images(0, 32, 3, 5, 5);
        using var step = new Step(seed: 1, epoch: 0, sample: 0);
        var training = block.Forward(x).ToArray<float>().Chunk(75).ToArray();
        block.Eval();
        var evaluation = block.Forward(x).ToArray<float>().Chunk(75).ToArray();
        var inputs = x.ToArray<float>().Chunk(75).ToArray();
        var kept = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (training[i].SequenceEqual(inputs[i])) continue;
            kept++;
            for (var e = 0; e < inputs[i].Length; e++) Assert.Equal(inputs[i][e] + 2 * (evaluation[i][e] - inputs[i][e]), training[i][e], 1e-4f);
        }

        Assert.InRange(kept, 6, 26);
    }

    [Fact]
    public void Names_of_a_named_sequence_are_checked()
    {
        foreach (var name in new[] { "", "a.b", "b" })
            Assert.StartsWith($"NamedSequential: the name '{name}' is empty, has a dot or is given twice; give each layer one of its own.",
                Assert.Throws<ArgumentException>(() => new NamedSequential((name, new ReLU()), ("b", new ReLU()))).Message, StringComparison.Ordinal);
    }

    /// <summary>Counted on the network itself, but for VGG's dense layers: drawing a hundred million weights takes a second, four times.</summary>
    private static long CountOfThousandClasses(string name)
    {
        if (!name.StartsWith("vgg", StringComparison.Ordinal)) return LibraryModel.Find(name)!.Create().CountParameters();
        var features = ((ImageClassifier)Make(name)).Features.CountParameters();
        return features + (512 * 7 * 7 + 1) * 4096L + 4097 * 4096 + 4097 * 1000;
    }

    private static Module Make(string name) => Narrow(name) ?? LibraryModel.Find(name)!.Make([64, 64, 3], Classes);

    internal static Module? Narrow(string name) => name switch
    {
        "vgg11" => Vgg.Vgg11(Classes, hidden: Hidden),
        "vgg11_bn" => Vgg.Vgg11(Classes, batchNorm: true, hidden: Hidden),
        "vgg16" => Vgg.Vgg16(Classes, hidden: Hidden),
        "vgg16_bn" => Vgg.Vgg16(Classes, batchNorm: true, hidden: Hidden),
        "alexnet" => AlexNet.Make(Classes, hidden: Hidden),
        _ => null,
    };

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"{what} is {actual:R}, torchvision has {expected:R}");
}
