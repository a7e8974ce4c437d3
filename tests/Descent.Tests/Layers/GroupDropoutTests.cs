using System.Reflection;
using Xunit;

namespace Descent.Tests.Layers;

public sealed class GroupDropoutTests
{
    [Fact]
    public void A_channels_mask_is_the_documented_function_of_seed_epoch_sample_stream_and_channel()
    {
        using var step = new Step(seed: 5, epoch: 2, sample: 30);
        var x = Tensor.Ones([3, 2, 4, 300]);
        float[][] drawn = [x.SpatialDropout(0.5).ToArray<float>(), x.SpatialDropout(0.5).ToArray<float>()];
        for (var stream = 0; stream < 2; stream++)
        {
            var random = new Philox(5, RandomPurpose.Dropout, stream, epoch: 2);
            for (var i = 0; i < drawn[stream].Length; i++)
                Assert.Equal(random.Uniform(30 + i / 2400, i % 300) < 0.5f ? 2 : 0, drawn[stream][i]);
        }
    }

    [Fact]
    public void A_samples_path_is_the_documented_function_of_seed_epoch_sample_and_stream()
    {
        using var step = new Step(seed: 5, epoch: 2, sample: 30);
        var y = Tensor.Ones([50, 7, 3]).DropPath(0.75).ToArray<float>();
        var random = new Philox(5, RandomPurpose.Dropout, 0, epoch: 2);
        for (var i = 0; i < y.Length; i++) Assert.Equal(random.Uniform(30 + i / 21, 0) < 0.75f ? (float)(1 / 0.75) : 0, y[i]);
        Assert.Contains(0f, y);
    }

    [Fact]
    public void What_is_dropped_is_0_whatever_it_was_and_its_gradient_too()
    {
        var x = Tensor.Full([64, 2, 3], double.NaN);
        x.RequiresGrad = true;
        var y = x.DropPath(0.5);
        var values = y.ToArray<float>();
        Assert.All(values, v => Assert.True(v == 0 || float.IsNaN(v)));
        Assert.Contains(0f, values);
        y.Sum().Backward();
        Assert.Equal(values.Select(v => v == 0 ? 0f : 2f), x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Evaluation_and_keep_1_pass_everything_on()
    {
        var x = Tensor.Ones([2, 2, 2, 8]);
        foreach (var layer in (Module[])[new Dropout2d(drop: 0.5), new DropPath(drop: 0.5)])
        {
            layer.Eval();
            Assert.Same(x, layer.Forward(x));
        }

        Assert.Same(x, new Dropout2d(keep: 1).Forward(x));
        Assert.Same(x, new DropPath(keep: 1).Forward(x));
        Assert.Equal((0.75, 0.75), (new Dropout2d(drop: 0.25).Keep, new DropPath(drop: 0.25).Keep));
    }

    [Fact]
    public void A_share_that_is_unclear_or_impossible_is_explained()
    {
        Assert.Equal("Dropout2d: neither keep nor drop is given; write new Dropout2d(keep: 0.8) or new Dropout2d(drop: 0.2).", Assert.Throws<ArgumentException>(() => new Dropout2d()).Message);
        Assert.Equal("Dropout2d: keep is 0; give the share of channels to keep, over 0 and at most 1.", Assert.Throws<ArgumentException>(() => new Dropout2d(keep: 0)).Message);
        Assert.Equal("DropPath: both keep (0.8) and drop (0.2) are given; give one, the other is what is left to 1.", Assert.Throws<ArgumentException>(() => new DropPath(keep: 0.8, drop: 0.2)).Message);
        Assert.Equal("DropPath: drop is 1; give the share of samples to drop, from 0 to under 1.", Assert.Throws<ArgumentException>(() => new DropPath(drop: 1)).Message);
        foreach (var type in (Type[])[typeof(Dropout2d), typeof(DropPath)])
        {
            var bare = type.GetConstructor([typeof(double?)])!;
            Assert.True(bare.GetCustomAttribute<ObsoleteAttribute>()!.IsError);
            Assert.IsType<ArgumentException>(Assert.Throws<TargetInvocationException>(() => bare.Invoke([0.8])).InnerException);
        }

        Assert.Equal("SpatialDropout: input [3] has 1 axes; it needs a batch first and channels last, as in [N, H, W, C].", Assert.Throws<ShapeException>(() => Tensor.Ones([3]).SpatialDropout(0.5)).Message);
        Assert.Equal("DropPath: keep is 2; give the share to keep, over 0 and at most 1. (Parameter 'keep')", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones([3]).DropPath(2)).Message);
    }
}
