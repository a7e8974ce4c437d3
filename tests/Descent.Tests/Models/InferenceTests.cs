using Xunit;

namespace Descent.Tests.Models;

/// <summary>A network ready to predict gives what the network gives, and leaves it alone.</summary>
public class InferenceTests
{
    public static TheoryData<string, int> Networks => new()
    {
        { "resnet18", 20 }, { "mobilenet_v2", 52 }, { "squeezenet1_1", 0 },
        { "densenet121", 59 }, // the stem and the first convolution of each layer; other normalizations follow a concatenation
        { "efficientnet_b0", 49 }, { "convnext_tiny", 0 }, { "cnn", 2 }, { "resnet20", 21 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void It_gives_the_networks_own_results_in_evaluation(string name, int folded)
    {
        var side = Math.Max(LibraryModel.Find(name)!.LeastSide, 32);
        var model = LibraryModel.Find(name)!.Make([side, side, 3], 10);
        FormulaWeights.Fill(model);
        var images = FormulaWeights.Images(0, 4, 3, side, side);
        using (new NoGrad()) model.Forward(images); // statistics that are not 0 and 1
        var before = model.StateDict();
        var inference = new Inference(model, [side, side, 3]);
        Assert.Equal(folded, inference.FoldedNormalizations);
        Assert.True(model.Training);
        foreach (var batch in new[] { 1, 3, 1 })
        {
            var x = FormulaWeights.Images(1 + batch, batch, 3, side, side);
            var expected = Evaluated(model, x);
            var actual = inference.Forward(x).ToArray<float>();
            var scale = expected.Max(Math.Abs);
            for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(actual[i] - expected[i]) <= 1e-4 * scale, $"output {i} of {batch} images is {actual[i]:R}, unfolded {expected[i]:R}");
        }

        Assert.All(model.NamedModules(), m => Assert.True(m.Module.Training));
        foreach (var (key, values) in model.StateDict()) Assert.Equal(Bytes(before[key]), Bytes(values));
    }

    [Fact]
    public void In_double_it_is_exact_to_the_last_digits()
    {
        var model = new Sequential(new Conv2d(3, 8, 3), new BatchNorm2d(8), new Sigmoid(), new Residual(new Sequential(new Conv2d(8, 8, 3, padding: 1, groups: 2, bias: false), new BatchNorm2d(8, affine: false))),
            new GlobalAvgPool(), new Linear(8, 2));
        FormulaWeights.Fill(model);
        model.To(DType.Float64);
        var x = FormulaWeights.Images(0, 2, 3, 9, 9).To(DType.Float64);
        model.Forward(x);
        var inference = new Inference(model, [9, 9, 3], DType.Float64);
        Assert.Equal(2, inference.FoldedNormalizations);
        var y = inference.Forward(x).ToArray<double>();
        model.Eval();
        var expected = model.Forward(x).ToArray<double>();
        for (var i = 0; i < y.Length; i++) Assert.Equal(expected[i], y[i], 1e-13);
    }

    [Fact]
    public void It_keeps_the_weights_of_the_moment_and_needs_no_step()
    {
        var model = new Sequential(new Conv2d(1, 2, 1), new BatchNorm2d(2), new ReLU());
        model.Initialize(3);
        var inference = new Inference(model, [2, 2, 1]);
        var x = Tensor.From([1f, 2, 3, 4], [1, 2, 2, 1]);
        Tensor first;
        using (new Step()) first = inference.Forward(x);
        var values = first.ToArray<float>(); // outlives the step around it
        ((Conv2d)model[0]).Weight.Span<float>().Clear();
        Assert.Equal(values, inference.Forward(x).ToArray<float>());
        Assert.NotEqual(values, new Inference(model, [2, 2, 1]).Forward(x).ToArray<float>());
    }

    [Fact]
    public void What_is_used_twice_is_not_folded()
    {
        foreach (var twice in new Module[] { new ReadsTwice(), new CallsTwice(), new Activates() })
        {
            FormulaWeights.Fill(twice);
            var x = FormulaWeights.Images(0, 2, 3, 4, 4);
            using (new NoGrad()) twice.Forward(x);
            var inference = new Inference(twice, [4, 4, 3]);
            Assert.Equal(0, inference.FoldedNormalizations);
            Assert.Equal(Evaluated(twice, x), inference.Forward(x).ToArray<float>());
        }
    }

    [Fact]
    public void A_network_that_runs_other_ops_than_planned_is_right_too()
    {
        var model = new OtherForPairs();
        var inference = new Inference(model, [3]);
        foreach (var batch in new[] { 1, 2 })
        {
            var x = Tensor.From(Enumerable.Range(0, 3 * batch).Select(i => (float)i).ToArray(), [batch, 3]);
            Assert.Equal(Evaluated(model, x), inference.Forward(x).ToArray<float>());
        }
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_explained()
    {
        var model = new Sequential(new Conv2d(3, 4, 3), new BatchNorm2d(4));
        Assert.Contains("input [1, 8, 8, 1] has 1 channels", Assert.Throws<ShapeException>(() => new Inference(model, [8, 8, 1])).Message, StringComparison.Ordinal);
        var inference = new Inference(model, [8, 8, 3]);
        Assert.Contains("input [2, 8, 8, 1] has 1 channels", Assert.Throws<ShapeException>(() => inference.Forward(Tensor.Zeros([2, 8, 8, 1]))).Message, StringComparison.Ordinal);
        Assert.True(model.Training);
    }

    private static float[] Evaluated(Module model, Tensor x)
    {
        model.Eval();
        using var noGrad = new NoGrad();
        var y = model.Forward(x).ToArray<float>();
        model.Train();
        return y;
    }

    private static byte[] Bytes(Tensor tensor) => tensor.Type == DType.Int32
        ? [.. tensor.ToArray<int>().SelectMany(BitConverter.GetBytes)]
        : [.. tensor.ToArray<float>().SelectMany(BitConverter.GetBytes)];

    private sealed class ReadsTwice : Module
    {
        public Conv2d Conv { get; } = new(3, 3, 1);

        public BatchNorm2d Norm { get; } = new(3);

        protected override Tensor Compute(Tensor x)
        {
            var y = Conv.Forward(x);
            return Norm.Forward(y) + y;
        }
    }

    private sealed class CallsTwice : Module
    {
        public Conv2d Conv { get; } = new(3, 3, 1);

        public BatchNorm2d Norm { get; } = new(3);

        protected override Tensor Compute(Tensor x) => Norm.Forward(Conv.Forward(Conv.Forward(x)));
    }

    private sealed class Activates : Module
    {
        public Sequential Layers { get; } = new(new Conv2d(3, 3, 1), new ReLU(), new BatchNorm2d(3));

        protected override Tensor Compute(Tensor x) => Layers.Forward(x);
    }

    /// <summary>More ops, and others, for two samples; an early result is read late, through a view.</summary>
    private sealed class OtherForPairs : Module
    {
        protected override Tensor Compute(Tensor x)
        {
            var early = x.Exp();
            var view = early.Reshape(x.Count);
            var y = x.Square();
            if (x.Shape[0] == 2) y = y.Tanh() + y.Sigmoid();
            return (y + 1) * view.Reshape(x.Shape[0], 3);
        }
    }
}
