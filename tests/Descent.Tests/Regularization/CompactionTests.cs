using Xunit;

namespace Descent.Tests.Regularization;

public class CompactionTests
{
    [Fact]
    public void A_perceptron_without_its_dead_units_gives_the_same_outputs()
    {
        var model = new Sequential(new Linear(6, 8), new ReLU(), new Dropout(keep: 0.5), new Linear(8, 5), new Sigmoid(), new Linear(5, 3));
        model.Initialize(2);
        Kill(model[0], 1, 4, 6);
        ((Linear)model[0]).Bias!.Span<float>()[4] = 0.7f; // still gives a constant, which the next layer's bias takes over
        Kill(model[3], 0, 2); // behind a sigmoid, ½ each
        var compact = Compaction.Compact(model);
        Assert.Equal([("0", 8, 5), ("3", 5, 3), ("5", 3, 3)], compact.Layers);
        Assert.Equal(5, ((Linear)compact.Model[3]).Inputs);
        AssertSame(model, compact.Model, [7, 6]);
    }

    [Fact]
    public void Dead_channels_go_with_their_normalization_and_what_reads_them()
    {
        var model = new Sequential(
            new Conv2d(2, 6, 3, padding: 1, bias: false), new BatchNorm2d(6), new ReLU(), new MaxPool2d(2),
            new Conv2d(6, 5, 3), new BatchNorm2d(5), new ReLU(), new Flatten(), new Linear(20, 3));
        model.Initialize(4);
        Spread(model);
        Kill(model[0], 0, 5);
        Kill(model[4], 1, 2);
        var norm = (BatchNorm2d)model[1];
        norm.Bias!.Span<float>()[0] = 0.3f; // gives a constant, which the unpadded convolution behind it takes over
        norm.RunningMean.Span<float>()[0] = 0.1f;
        var compact = Compaction.Compact(model);
        Assert.Equal([("0", 6, 4), ("4", 5, 3), ("8", 3, 3)], compact.Layers);
        Assert.Equal(4, ((BatchNorm2d)compact.Model[1]).Channels);
        AssertSame(model, compact.Model, [3, 8, 8, 2]);
    }

    [Fact]
    public void A_channel_that_gives_a_constant_stays_where_padding_would_make_a_difference()
    {
        var model = new Sequential(new Conv2d(1, 4, 3, padding: 1), new ReLU(), new Conv2d(4, 2, 3, padding: 1), new Flatten(), new Linear(32, 2));
        model.Initialize(5);
        Kill(model[0], 0, 1);
        ((Conv2d)model[0]).Bias!.Span<float>()[1] = 0.5f;
        var compact = Compaction.Compact(model);
        Assert.Equal([("0", 4, 3), ("2", 2, 2), ("4", 2, 2)], compact.Layers); // channel 0 gives 0, channel 1 does not
        AssertSame(model, compact.Model, [2, 4, 4, 1]);
    }

    [Fact]
    public void A_network_trained_with_group_LASSO_becomes_smaller_and_stays_the_same()
    {
        var (train, _, test) = Digits.Load().Split(0.7, 0.1, 0.2, seed: 1);
        var model = new Sequential(new Linear(64, 96), new ReLU(), new Linear(96, 10));
        model.Initialize(1);
        new Trainer(model, new CrossEntropy(), new Momentum(0.05)) { Seed = 1, Regularizer = new GroupLasso(2e-3) { Only = "0.weight" } }.Fit(train, null, epochs: 25, batchSize: 64);
        var compact = Compaction.Compact(model);
        Assert.InRange(compact.Layers[0].After, 5, 80);
        AssertSame(model, compact.Model, [50, 64]);
        var loss = new CrossEntropy();
        Assert.True(new Trainer(compact.Model, loss, new SGD()).Evaluate(test)["accuracy"] > 0.9);
    }

    private static void AssertSame(Module before, Module after, Shape shape)
    {
        var values = new float[shape.Size];
        new Normal().Fill(values, shape, new Fans(1, 1), new Philox(9, RandomPurpose.Weights), 0);
        before.Eval();
        after.Eval();
        var (want, got) = (before.Forward(Tensor.From<float>(values, shape)).ToArray<float>(), after.Forward(Tensor.From<float>(values, shape)).ToArray<float>());
        var largest = want.Max(Math.Abs);
        Assert.All(want.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-6f * largest));
    }

    /// <summary>Running statistics and affine parameters that a forgotten channel would show in.</summary>
    private static void Spread(Sequential model)
    {
        foreach (var norm in model.OfType<BatchNorm2d>())
        {
            for (var c = 0; c < norm.Channels; c++)
            {
                norm.Weight!.Span<float>()[c] = 0.5f + c;
                norm.RunningVar.Span<float>()[c] = 1 + 0.3f * c;
                norm.RunningMean.Span<float>()[c] = 0.2f * c;
                norm.Bias!.Span<float>()[c] = 0.01f * c;
            }
        }
    }

    private static void Kill(Module layer, params int[] units)
    {
        var (weight, bias, isLast) = layer is Linear linear ? (linear.Weight, linear.Bias, false) : (((Conv2d)layer).Weight, ((Conv2d)layer).Bias, true);
        var outputs = isLast ? weight.Shape[^1] : weight.Shape[0];
        var w = weight.Span<float>();
        for (var i = 0; i < w.Length; i++)
            if (units.Contains(isLast ? i % outputs : i / (w.Length / outputs))) w[i] = 0;
        if (bias is not null)
            foreach (var unit in units) bias.Span<float>()[unit] = 0;
    }
}
