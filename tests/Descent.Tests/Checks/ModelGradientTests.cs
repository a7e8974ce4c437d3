using Descent.Tests.Models;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Checks;

/// <summary>Whole networks, with a loss, in training mode: dropout drops, and batch normalization takes its statistics from the batch.</summary>
public class ModelGradientTests
{
    // Those that take seconds; under --long also those that take up to a minute. On images this small, batch normalization in some sees four nearly
    // equal values a channel, so that slopes change within any step of a difference: they are looked at with fixed statistics.
    private static readonly string[] s_quick = ["resnet20", "resnet56", "lenet5", "cnn", "squeezenet1_1"];
    private static readonly string[] s_slow = ["resnet18", "resnet34", "squeezenet1_0", "vgg11", "vgg16_bn", "alexnet", "densenet121", "convnext_tiny"];
    private static readonly string[] s_quickFixed = ["resnet32", "resnet50", "mobilenet_v2", "efficientnet_b0"];
    private static readonly string[] s_slowFixed = ["vgg11_bn", "vgg16"];

    public static TheoryData<string> Names => [.. s_quick, .. Soak.IsLong ? s_slow : []];

    public static TheoryData<string> NamesOfFixed => [.. s_quickFixed, .. Soak.IsLong ? s_slowFixed : []];

    [Fact]
    public void Every_network_of_the_library_is_here() =>
        Assert.Equal(LibraryModel.All.Select(m => m.Name).Order(), s_quick.Concat(s_slow).Concat(s_quickFixed).Concat(s_slowFixed).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradients_of_networks_of_the_library_are_right(string name) => Check(name, isTraining: true);

    [Theory]
    [MemberData(nameof(NamesOfFixed))]
    public void The_gradients_of_networks_are_right_with_fixed_statistics(string name) => Check(name, isTraining: false);

    private static void Check(string name, bool isTraining)
    {
        // Four images, so that even where one value an image is left a batch has a variance.
        const int Batch = 4;
        var side = Math.Max(16, LibraryModel.Find(name)!.LeastSide);
        var model = ModelLibraryTests.Narrow(name) ?? LibraryModel.Find(name)!.Make([side, side, 3], 5);
        model.Initialize(7);
        KeepTrainable(model, 3);
        if (!isTraining) model.Eval();
        var x = FormulaWeights.Images(3, Batch, 3, side, side);
        var report = new GradientCheck { Coordinates = 2, Directions = 1 }.Run(model, new CrossEntropy(), x, Tensor.From<int>([0, 4, 2, 1], [Batch]));
        Assert.True(report.Verdict == CheckVerdict.Pass, $"{name}: {report}");
        Assert.All(report.Tensors, t => Assert.True(t.IsReached, t.Name));
    }

    [Theory]
    [InlineData("mean squared error")]
    [InlineData("cross-entropy")]
    [InlineData("binary cross-entropy")]
    [InlineData("hinge")]
    public void The_gradients_of_small_networks_are_right_in_every_coordinate(string lossName)
    {
        Loss loss = lossName switch { "mean squared error" => new MeanSquaredError(), "cross-entropy" => new CrossEntropy(labelSmoothing: 0.1), "binary cross-entropy" => new BinaryCrossEntropy(), _ => new Hinge() };
        var isClass = loss is CrossEntropy or Hinge;
        foreach (var activation in new Func<Module>[] { () => new ReLU(), () => new Tanh(), () => new GELU(), () => new Sigmoid() })
        {
            var model = new Sequential(new Linear(6, 10), activation(), new BatchNorm1d(10), new Dropout(keep: 0.8), new Linear(10, 8), new LayerNorm(8), activation(), new Linear(8, 3));
            model.Initialize(5);
            var x = Tensor.From([.. Enumerable.Range(0, 42).Select(i => MathF.Sin(1.7f * i))], [7, 6]);
            var targets = isClass ? Tensor.From([.. Enumerable.Range(0, 7).Select(i => i % 3)], [7]) : Tensor.From([.. Enumerable.Range(0, 21).Select(i => (float)(i % 2))], [7, 3]);
            var report = new GradientCheck { Coordinates = 200 }.Run(model, loss, x, targets);
            Assert.True(report.Verdict == CheckVerdict.Pass, $"{model.Children[1].Module}: {report}");
            Assert.All(report.Tensors, t => Assert.Equal(t.Shape.Size, t.Coordinates));
        }
    }

    /// <summary>Leaves so many tensors to check, spread from the first to the last: each costs several passes through the network.</summary>
    private static void KeepTrainable(Module model, int most)
    {
        var all = model.NamedParameters().Select(p => p.Parameter).Where(p => p.Trainable).ToList();
        if (all.Count <= most) return;
        var kept = Enumerable.Range(0, most).Select(i => i * (all.Count - 1) / (most - 1)).ToHashSet();
        foreach (var (i, parameter) in all.Index()) parameter.Trainable = kept.Contains(i);
    }
}
