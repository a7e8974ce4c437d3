using System.Reflection;
using Descent.Devices;
using Xunit;

namespace Descent.Tests.Layers;

[Collection(ProcessSettings.Name)]
public sealed class DropoutTests : IDisposable
{
    private readonly int _threads = WorkerTeam.Threads;

    public void Dispose() => WorkerTeam.Threads = _threads;

    [Fact]
    public void Kept_elements_are_scaled_exactly_and_their_share_is_keep()
    {
        const int n = 200_000;
        var x = Tensor.From(Enumerable.Range(1, n).Select(i => (float)i).ToArray(), [100, n / 100]);
        using var step = new Step(seed: 1, epoch: 0, sample: 0);
        var y = new Dropout(keep: 0.8).Forward(x).ToArray<float>();
        for (var i = 0; i < n; i++) Assert.True(y[i] == 0 || y[i] == (i + 1) * (float)(1 / 0.8));

        // Five standard deviations of a binomial share.
        Assert.InRange(y.Count(v => v != 0) / (double)n, 0.8 - 5 * Math.Sqrt(0.16 / n), 0.8 + 5 * Math.Sqrt(0.16 / n));
    }

    [Fact]
    public void A_samples_mask_does_not_depend_on_the_batch_it_is_in()
    {
        var whole = Mask(seed: 5, epoch: 2, sample: 0, rows: 10);
        var later = Mask(seed: 5, epoch: 2, sample: 4, rows: 6);
        Assert.Equal(whole[(4 * 37)..], later);
        Assert.NotEqual(whole, Mask(seed: 6, epoch: 2, sample: 0, rows: 10));
        Assert.NotEqual(whole, Mask(seed: 5, epoch: 3, sample: 0, rows: 10));
        Assert.Equal(whole, Mask(seed: 5, epoch: 2, sample: 0, rows: 10));
    }

    [Fact]
    public void A_mask_is_the_documented_function_of_seed_epoch_sample_stream_and_position()
    {
        using var step = new Step(seed: 5, epoch: 2, sample: 30);
        var x = Tensor.Ones([3, 4, 5]);
        float[][] drawn = [x.Dropout(0.5).ToArray<float>(), x.Dropout(0.5).ToArray<float>()];
        for (var stream = 0; stream < 2; stream++)
        {
            var random = new Philox(5, RandomPurpose.Dropout, stream, epoch: 2);
            for (var i = 0; i < 60; i++)
                Assert.Equal(random.Uniform(30 + i / 20, i % 20) < 0.5f ? 2 : 0, drawn[stream][i]);
        }
    }

    [Theory]
    [InlineData(1, 40_001)]
    [InlineData(3, 17_003)]
    [InlineData(5000, 7)]
    [InlineData(70_000, 1)]
    public void Bits_do_not_depend_on_the_number_of_threads(int rows, int features)
    {
        var x = Tensor.From(Enumerable.Range(0, rows * features).Select(i => i * 0.25f - 3).ToArray(), [rows, features]);
        float[]? first = null;
        foreach (var threads in (int[])[1, 2, 7])
        {
            WorkerTeam.Threads = threads;
            using var step = new Step(1, 0, 0);
            var y = x.Dropout(0.7).ToArray<float>();
            Assert.Equal(first ??= y, y);
        }
    }

    [Fact]
    public void The_gradient_passes_where_the_value_did()
    {
        var x = Tensor.Ones([4, 50]);
        x.RequiresGrad = true;
        var y = x.Dropout(0.6);
        y.MatMul(Tensor.Ones([50, 1])).Reshape(1, 4).MatMul(Tensor.Ones([4, 1])).Backward();
        Assert.Equal(y.ToArray<float>(), x.Grad!.ToArray<float>());
        Assert.Contains(0f, y.ToArray<float>());
    }

    [Fact]
    public void Outside_a_step_each_call_draws_another_mask()
    {
        var x = Tensor.Ones([1, 64]);
        Assert.NotEqual(x.Dropout(0.5).ToArray<float>(), x.Dropout(0.5).ToArray<float>());
    }

    [Fact]
    public void Evaluation_and_keep_1_pass_everything_on()
    {
        var x = Tensor.Ones([2, 8]);
        var layer = new Dropout(drop: 0.5);
        layer.Eval();
        Assert.Same(x, layer.Forward(x));
        Assert.Same(x, new Dropout(keep: 1).Forward(x));
        Assert.Equal(0.75, new Dropout(drop: 0.25).Keep);
    }

    [Fact]
    public void A_share_that_is_unclear_or_impossible_is_explained()
    {
        Assert.Equal("Dropout: both keep (0.8) and drop (0.2) are given; give one, the other is what is left to 1.",
            Assert.Throws<ArgumentException>(() => new Dropout(keep: 0.8, drop: 0.2)).Message);
        Assert.Equal("Dropout: neither keep nor drop is given; write new Dropout(keep: 0.8) or new Dropout(drop: 0.2).",
            Assert.Throws<ArgumentException>(() => new Dropout()).Message);
        Assert.Equal("Dropout: keep is 0; give the share of elements to keep, over 0 and at most 1.",
            Assert.Throws<ArgumentException>(() => new Dropout(keep: 0)).Message);
        Assert.Equal("Dropout: drop is 1; give the share of elements to drop, from 0 to under 1.",
            Assert.Throws<ArgumentException>(() => new Dropout(drop: 1)).Message);
        Assert.Throws<ArgumentException>(() => new Dropout(keep: 1.01));
        Assert.Throws<ArgumentException>(() => new Dropout(keep: double.NaN));
        Assert.Throws<ArgumentException>(() => new Dropout(drop: double.NaN));
        Assert.Throws<ArgumentException>(() => new Dropout(drop: -0.1));
    }

    [Fact]
    public void A_bare_number_binds_to_an_overload_that_is_a_compile_time_error()
    {
        // The compiler prefers the overload with no defaults to fill in; that is this one, and it is marked as an error.
        var bare = typeof(Dropout).GetConstructor([typeof(double?)])!;
        var obsolete = bare.GetCustomAttribute<ObsoleteAttribute>()!;
        Assert.True(obsolete.IsError);
        Assert.Equal("Dropout: name the share, new Dropout(keep: 0.8) or new Dropout(drop: 0.2); a bare number could mean either.", obsolete.Message);
        Assert.DoesNotContain(bare.GetParameters()[0].Name, (string[])["keep", "drop"]);
        Assert.IsType<ArgumentException>(Assert.Throws<TargetInvocationException>(() => bare.Invoke([0.8])).InnerException);
    }

    private static float[] Mask(ulong seed, int epoch, long sample, int rows)
    {
        using var step = new Step(seed, epoch, sample);
        return Tensor.Ones([rows, 37]).Dropout(0.5).ToArray<float>();
    }
}
