using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Layers;

/// <summary>What layer, group and root mean square normalization promise beyond the tables of ops and layers.</summary>
[Collection(ProcessSettings.Name)]
public sealed class NormLayerTests
{
    [Theory]
    [InlineData(1e4)]
    [InlineData(0)]
    public void Rows_and_groups_far_from_0_lose_no_digits_at_any_width(double mean)
    {
        var random = new Random(1);
        Widths.ForEach(_ =>
        {
            foreach (var n in (int[])[2, 3, 7, 16, 37, 64, 192, 1000])
            {
                var x = Enumerable.Range(0, 6 * n).Select(_ => (float)(mean + 4 * random.NextDouble() - 2)).ToArray();
                var wide = Array.ConvertAll(x, v => (double)v);
                Near(Tensor.From(x, [6, n]).LayerNorm([n]), Tensor.From(wide, [6, n]).LayerNorm([n]), $"layer, {n}");
                Near(Tensor.From(x, [2, 3, n]).GroupNorm(1), Tensor.From(wide, [2, 3, n]).GroupNorm(1), $"group, {n}");
                if (mean == 0) Near(Tensor.From(x, [6, n]).RmsNorm(), Tensor.From(wide, [6, n]).RmsNorm(), $"root mean square, {n}");
            }
        });

        static void Near(Tensor actual, Tensor expected, string what) => Golden.AssertClose(expected.ToArray<double>(), actual, 2e-6, what);
    }

    [Fact]
    public void RMSNorm_takes_the_element_types_own_epsilon_by_default()
    {
        Assert.Equal(1 / Math.Sqrt(1e-14 + Math.ScaleB(1, -23)) * 1e-7, Tensor.From([1e-7f], [1, 1]).RmsNorm().Item(), 1e-9);
        Assert.Equal(1 / Math.Sqrt(1e-16 + Math.ScaleB(1, -52)) * 1e-8, Tensor.From([1e-8], [1, 1]).RmsNorm().Item(), 1e-12);
    }

    [Fact]
    public void Sequential_fuses_the_ReLU_behind_GroupNorm()
    {
        var x = Tensor.From(Enumerable.Range(0, 2 * 9 * 6).Select(i => MathF.Sin(i)).ToArray(), [2, 3, 3, 6]);
        x.RequiresGrad = true;
        var y = new Sequential(new GroupNorm(3, 6), new ReLU()).Forward(x);
        Assert.IsType<GroupNormOp.Node>(y.Producer);
        Assert.Equal(new GroupNorm(3, 6).Forward(x).Relu().ToArray<float>(), y.ToArray<float>());
    }

    [Fact]
    public void Inputs_and_sizes_that_do_not_fit_are_explained()
    {
        var x = Tensor.Ones([2, 4, 6]);
        Says("LayerNorm: input [2, 4, 6] does not end in [5], the sizes to normalize over.", () => new LayerNorm(5).Forward(x));
        Says("LayerNorm: input [2, 4, 6] does not end in [3, 6], the sizes to normalize over.", () => new LayerNorm([3, 6]).Forward(x));
        Says("LayerNorm: weight [4] does not match the sizes to normalize over; it must be [6].", () => x.LayerNorm([6], Tensor.Ones([4])));
        Says("LayerNorm: no axis to normalize over is given; input [2, 4, 6] needs the sizes of one or more of its last axes.", () => x.LayerNorm([]));
        Says("RMSNorm: input [2, 4, 6] does not end in an axis of 5 features, as the layer expects.", () => new RMSNorm(5).Forward(x));
        Says("RmsNorm: weight [5] does not match the sizes to normalize over; it must be [6].", () => x.RmsNorm(Tensor.Ones([5])));
        Says("GroupNorm: input [2, 4, 6] does not fit; it must be [N, …, 8], a batch first and the layer's 8 channels last.", () => new GroupNorm(2, 8).Forward(x));
        Says("GroupNorm: 4 groups do not divide the 6 channels of input [2, 4, 6] (its last axis). Choose a divisor of 6.", () => x.GroupNorm(4));
        Assert.Equal("GroupNorm: 4 groups of 6 channels were asked for; both must be at least 1, and the groups must divide the channels. (Parameter 'groups')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new GroupNorm(4, 6)).Message);
        Assert.Throws<ArgumentException>(() => new LayerNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm(3, epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RMSNorm(3, epsilon: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RMSNorm(0));

        static void Says(string message, Action action) => Assert.StartsWith(message, Assert.Throws<ShapeException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_through_every_normalization_takes_its_memory_from_the_pool_alone()
    {
        var model = new Sequential(new BatchNorm2d(8), new ReLU(), new GroupNorm(2, 8), new LayerNorm([6, 8]), new RMSNorm(8), new Dropout2d(keep: 0.9), new DropPath(keep: 0.9));
        var x = Tensor.From(Enumerable.Range(0, 32 * 6 * 6 * 8).Select(i => MathF.Sin(i)).ToArray(), [32, 6, 6, 8]);
        var optimizer = new SGD(0.1);
        optimizer.Attach(model);
        for (var i = 0; i < 3; i++) TrainStep(i);
        var misses = Descent.Devices.BufferPool.Current.Misses;
        for (var i = 3; i < 10; i++) TrainStep(i);
        Assert.Equal(misses, Descent.Devices.BufferPool.Current.Misses);

        void TrainStep(int i)
        {
            using var step = new Step(1, 0, i);
            model.Forward(x).Square().Mean().Backward(release: true);
            optimizer.Update();
        }
    }
}
