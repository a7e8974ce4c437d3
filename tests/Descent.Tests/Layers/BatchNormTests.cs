using System.Text.Json;
using Descent.Devices;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Layers;

[Collection(ProcessSettings.Name)]
public sealed class BatchNormTests
{
    [Theory]
    [InlineData(DType.Float64, 1e-11)]
    [InlineData(DType.Float32, 2e-5)]
    public void Every_mode_follows_PyTorch_for_ten_steps_running_statistics_included(DType type, double tolerance)
    {
        var cases = Golden.File("batch_norm.json").GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(48, cases.Length);
        foreach (var item in cases)
        {
            Shape shape = [.. item.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32())];
            var layer = Make(shape, item.GetProperty("options"));
            layer.To(type);
            if (layer.Weight is not null)
            {
                layer.Weight.CopyFrom(Spread(0.5, 1.5, shape[^1], type));
                layer.Bias!.CopyFrom(Spread(-1, 1, shape[^1], type));
            }

            var optimizer = new SGD(0.05);
            optimizer.Attach(layer);
            var steps = item.GetProperty("steps").GetString()!;
            var trace = item.GetProperty("trace").EnumerateArray().ToDictionary(t => t.GetProperty("step").GetInt32());
            Assert.Equal(3, trace.Count);
            var frozen = item.GetProperty("mode").GetString() == "frozen";
            for (var k = 0; k < steps.Length; k++)
            {
                // Both ways to use stored statistics: evaluation mode, and training mode with a frozen layer.
                if (frozen) layer.Frozen = steps[k] == 'e';
                else if (steps[k] == 't') layer.Train();
                else layer.Eval();
                using var scope = new Step();
                var x = Input(shape, k).To(type).Keep();
                x.RequiresGrad = true;
                var y = layer.Forward(x);
                SumSin.Of(y).Backward();
                optimizer.Update();
                if (!trace.TryGetValue(k, out var expected)) continue;
                var what = $"{layer} {shape} {item.GetProperty("mode")}, step {k}";
                Golden.AssertClose(Golden.Numbers(expected.GetProperty("y")), y, tolerance, $"{what}, y");
                Golden.AssertClose(Golden.Numbers(expected.GetProperty("dx")), x.Grad!, 5 * tolerance, $"{what}, dx");
                foreach (var (name, parameter) in layer.NamedParameters())
                    Golden.AssertClose(Golden.Numbers(expected.GetProperty(name)), parameter, tolerance, $"{what}, {name}");
            }
        }
    }

    [Fact]
    public void Keras_weighs_the_old_statistics_and_stores_the_biased_variance()
    {
        // By hand: moving = 0.99·moving + 0.01·batch, with the variance divided by n.
        var layer = BatchNorm1d.Keras(1);
        Assert.Equal(1e-3, layer.Epsilon);
        layer.Forward(Tensor.From([1f, 3f], [2, 1]));
        Assert.Equal(0.01 * 2, layer.RunningMean.Item(), 1e-7);
        Assert.Equal(0.99 + 0.01 * 1, layer.RunningVar.Item(), 1e-7);
        Assert.Equal(1, layer.NumBatchesTracked.Item());
        var pytorch = new BatchNorm1d(1, momentum: 0.01);
        pytorch.Forward(Tensor.From([1f, 3f], [2, 1]));
        Assert.Equal(0.99 + 0.01 * 2, pytorch.RunningVar.Item(), 1e-7);
    }

    [Fact]
    public void Sequential_fuses_the_ReLU_behind_it_to_the_same_bits()
    {
        var x = Input([4, 3, 5, 7], 2).To(DType.Float32);
        var (fused, plain, relu) = (new Sequential(new BatchNorm2d(7), new ReLU()), new BatchNorm2d(7), new ReLU());
        var y = fused.Forward(x);
        Assert.Equal(relu.Forward(plain.Forward(x)).ToArray<float>(), y.ToArray<float>());
        Assert.Equal(plain.RunningVar.ToArray<float>(), ((BatchNorm2d)fused[0]).RunningVar.ToArray<float>());
        Assert.IsType<BatchNormOp.Node>(y.Producer);
    }

    [Fact]
    public void The_end_of_a_residual_block_is_one_pass_with_the_bits_of_three()
    {
        Tensor x = Input([2, 3, 3, 5], 1).To(DType.Float32), shortcut = Input([2, 3, 3, 5], 4).To(DType.Float32);
        var (one, three) = (new BatchNorm2d(5), new BatchNorm2d(5));
        Assert.Equal((three.Forward(x) + shortcut).Relu().ToArray<float>(), one.Forward(x, shortcut, Activation.ReLU).ToArray<float>());
        Assert.Equal((three.Forward(x) + shortcut).ToArray<float>(), one.Forward(x, shortcut).ToArray<float>());
    }

    [Fact]
    public void Forward_and_backward_of_a_fused_ReLU_keep_the_statistics_alone()
    {
        var x = Input([16, 8, 8, 32], 1).To(DType.Float32);
        x.RequiresGrad = true;
        var layer = new BatchNorm2d(32);
        using var step = new Step();
        var before = BufferPool.Current.UsedBytes;
        layer.Forward(x).Keep();
        var kept = BufferPool.Current.UsedBytes - before;
        Assert.InRange(kept, 1, 2 * 32 * sizeof(double) + 64);
    }

    [Fact]
    public void A_batch_of_one_value_a_channel_is_an_error_in_training_alone()
    {
        var model = new Sequential(new BatchNorm1d(3));
        Assert.Equal(
            "BatchNorm1d: input [1, 3] has 1 value per channel; the variance of a batch needs two or more. Give a larger batch, or use stored statistics (evaluation mode, or Frozen).\n  in model.0 (BatchNorm1d)",
            Assert.Throws<ShapeException>(() => model.Forward(Tensor.Ones([1, 3]))).Message);
        Assert.Equal(0, ((BatchNorm1d)model[0]).NumBatchesTracked.Item());
        model.Forward(Tensor.Ones([1, 2, 3]));
        ((BatchNorm1d)model[0]).Frozen = true;
        model.Forward(Tensor.Ones([1, 3]));
        model.Eval();
        model.Forward(Tensor.Ones([1, 3]));
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_explained()
    {
        Error(() => new BatchNorm2d(3).Forward(Tensor.Ones([2, 3])), "BatchNorm2d: input [2, 3] has 2 axes; it takes images, [N, H, W, C]. BatchNorm1d takes [N, C] and [N, L, C].");
        Error(() => new BatchNorm1d(3).Forward(Tensor.Ones([2, 2, 2, 3])), "BatchNorm1d: input [2, 2, 2, 3] has 4 axes; it takes [N, C] or [N, L, C]. BatchNorm2d takes images, [N, H, W, C].");
        Error(() => new BatchNorm1d(3).Forward(Tensor.Ones([2, 4])), "BatchNorm1d: input [2, 4] has 4 channels on its last axis, but the layer has 3.");
        Error(() => new BatchNorm1d(4).Forward(Tensor.Ones([2, 4]), Tensor.Ones([4])), "BatchNorm1d: residual [4] does not match input [2, 4]; both are added, number by number.");
        Error(() => Tensor.Ones([2, 4]).BatchNorm(Tensor.Ones([3])), "BatchNorm: weight [3] does not match input [2, 4], whose last axis has 4 channels; it must be [4].");
        var eval = new BatchNorm1d(4, affine: false);
        eval.Eval();
        Error(() => eval.Forward(Tensor.Ones([2, 4], DType.Float64)),
            "FrozenBatchNorm: the input [2, 4] is Float64, but mean and variance are Float32 and Float32. Convert the module or the input with To(DType).");
        Assert.Equal("BatchNorm2d: momentum is 99; it is the weight of the new statistics, from 0 to 1 (PyTorch's 0.1 is what Keras calls 0.9), or null for their average. (Parameter 'momentum')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d(3, momentum: 99)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d(1, epsilon: -1));

        static void Error(Action action, string expected) => Assert.StartsWith(expected, Assert.Throws<ShapeException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_fits_with_the_count_of_batches_and_without_it()
    {
        var trained = new BatchNorm1d(2);
        for (var i = 0; i < 3; i++) trained.Forward(Input([4, 2], i).To(DType.Float32));
        var state = trained.StateDict();
        Assert.Equal(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"], state.Keys);
        Assert.Equal((DType.Int32, new Shape()), (state["num_batches_tracked"].Type, state["num_batches_tracked"].Shape));
        var other = new BatchNorm1d(2);
        Assert.True(other.LoadStateDict(state).IsComplete);
        Assert.Equal(3, other.NumBatchesTracked.Item());
        Assert.Equal(trained.RunningVar.ToArray<float>(), other.RunningVar.ToArray<float>());

        var old = state.Where(s => s.Key != "num_batches_tracked").ToDictionary();
        var third = new BatchNorm1d(2);
        Assert.True(third.LoadStateDict(old).IsComplete);
        Assert.Equal(0, third.NumBatchesTracked.Item());
        old.Remove("running_var");
        Assert.Equal(["running_var"], third.LoadStateDict(old, strict: false).Missing);
    }

    [Fact]
    public void A_PyTorch_file_with_its_int64_count_loads()
    {
        var path = Path.GetTempFileName();
        try
        {
            // As safetensors of a torch.nn.BatchNorm1d(1): the count is I64 there.
            var header = """{"num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"running_mean":{"dtype":"F32","shape":[1],"data_offsets":[12,16]},"running_var":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},"weight":{"dtype":"F32","shape":[1],"data_offsets":[20,24]}}"""u8;
            byte[] bytes = [.. BitConverter.GetBytes((long)header.Length), .. header, .. BitConverter.GetBytes(12345L),
                .. BitConverter.GetBytes(0.5f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(4f), .. BitConverter.GetBytes(3f)];
            File.WriteAllBytes(path, bytes);
            var layer = new BatchNorm1d(1, epsilon: 0);
            Assert.True(layer.Load(path).IsComplete);
            Assert.Equal(12345, layer.NumBatchesTracked.Item());
            layer.Eval();
            Assert.Equal(3 * (6 - 2) / 2 + 0.5, layer.Forward(Tensor.From([6f], [1, 1])).Item());
            layer.Save(path);
            Assert.True(new BatchNorm1d(1).Load(path).IsComplete);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Initialize_starts_statistics_and_count_anew()
    {
        var layer = new BatchNorm1d(3);
        layer.Forward(Input([5, 3], 1).To(DType.Float32));
        layer.To(DType.Float64);
        Assert.Equal(DType.Int32, layer.NumBatchesTracked.Type);
        layer.Initialize(1);
        Assert.Equal([0, 0, 0], layer.RunningMean.ToArray<double>());
        Assert.Equal([1, 1, 1], layer.RunningVar.ToArray<double>());
        Assert.Equal(0, layer.NumBatchesTracked.Item());
        Assert.Equal(6, layer.CountParameters());
    }

    private static BatchNorm Make(Shape shape, JsonElement options)
    {
        var momentum = !options.TryGetProperty("momentum", out var m) ? 0.1 : m.ValueKind == JsonValueKind.Null ? null : (double?)m.GetDouble();
        var epsilon = options.TryGetProperty("eps", out var e) ? e.GetDouble() : 1e-5;
        var affine = !options.TryGetProperty("affine", out _);
        return shape.Rank == 4 ? new BatchNorm2d(shape[^1], momentum, epsilon, affine) : new BatchNorm1d(shape[^1], momentum, epsilon, affine);
    }

    /// <summary>The input of Golden/make_batch_norm.py.</summary>
    private static Tensor Input(Shape shape, int step) => Tensor.From(
        [.. Enumerable.Range(0, shape.Size).Select(i => (1 + 0.3 * step) * Math.Sin(0.7 * i + 1.3 * step * step) + 0.5 * (i % shape[^1]))], shape);

    private static Tensor Spread(double from, double to, int n, DType type) =>
        Tensor.From([.. Enumerable.Range(0, n).Select(i => from + (to - from) * i / (n - 1))], [n]).To(type);
}
