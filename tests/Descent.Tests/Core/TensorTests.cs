using Descent.Devices;
using Xunit;

namespace Descent.Tests.Core;

public class TensorTests
{
    [Fact]
    public void Numbers_go_in_and_come_out()
    {
        Assert.Equal([1f, 2, 3, 4], Tensor.From(new float[,] { { 1, 2 }, { 3, 4 } }).ToArray<float>());
        Assert.Equal([2, 2], Tensor.From([1.0, 2, 3, 4], new Shape(2, 2)).Shape);
        Assert.Equal(DType.Int32, Tensor.From([1, 2]).Type);
        Assert.Equal(7, Tensor.Scalar(7f).Item());
        Assert.Equal([1.5, 1.5], Tensor.Full([2], 1.5, DType.Float64).ToArray<double>());
        Assert.Equal([(byte)1], Tensor.Ones([1], DType.UInt8).ToArray<byte>());
        Assert.Empty(Tensor.Zeros([0, 3]).ToArray<float>());
    }

    [Fact]
    public void Wrong_uses_say_what_was_given_and_what_to_do()
    {
        Assert.Equal("Tensor.From: 3 numbers were given for shape [2, 2], which holds 4.",
            Assert.Throws<ArgumentException>(() => Tensor.From([1f, 2, 3], new Shape(2, 2))).Message);
        Assert.Equal("Span<Double>: the tensor [2] holds Float32; ask for that type, or convert it with To(DType.Float64).",
            Assert.Throws<InvalidOperationException>(() => { Tensor.Zeros([2]).Span<double>(); }).Message);
        Assert.Equal("Item: the tensor [2] has 2 elements; Item() reads a tensor of exactly one. Use ToArray() or reduce it first.",
            Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2]).Item()).Message);
        Assert.Equal("Tensor: Int64 is not an element type; use float, double, int or byte.",
            Assert.Throws<ArgumentException>(() => Tensor.From([1L])).Message);
        Assert.Equal("Tensor: [600000000] of Float32 needs 2400000000 bytes; one tensor holds at most 2 GiB.",
            Assert.Throws<ArgumentException>(() => Tensor.Zeros([600_000_000])).Message);
        Assert.Equal("Tensor: [32768, 32768] of Float32 needs 4294967296 bytes; one tensor holds at most 2 GiB.",
            Assert.Throws<ArgumentException>(() => new Linear(32768, 32768)).Message);
    }

    [Fact]
    public void A_tensor_used_after_its_step_throws_in_every_way_and_names_the_ways_out()
    {
        Tensor stale, view, kept;
        var x = Tensor.From([1f, -2]);
        using (new Step())
        {
            stale = x.Relu();
            view = stale.Detach();
            kept = x.Relu().Keep();
        }

        const string Message = "Tensor [2] Float32: its step has ended and its memory was recycled. Inside the step, call Keep() to let the tensor live on, or Item() or ToArray() to copy its numbers out.";
        Action[] uses =
        [
            () => stale.ToArray<float>(), () => { stale.Span<float>(); }, () => stale.Keep(), () => stale.Detach(), () => stale.Relu(), () => view.ToArray<float>(),
            () => x.MatMul(stale.Relu()), () => { unsafe { stale.Data<float>(); } },
        ];
        foreach (var use in uses) Assert.Equal(Message, Assert.Throws<InvalidOperationException>(use).Message);
        Assert.Equal("Tensor [2] Float32 (its step has ended)", stale.ToString());
        Assert.Equal([1f, 0], kept.ToArray<float>());
    }

    [Fact]
    public void A_kept_tensor_is_not_overwritten_by_later_steps()
    {
        var x = Tensor.Ones([100]);
        Tensor kept;
        using (new Step()) kept = x.Relu().Keep();
        for (var i = 0; i < 3; i++)
        {
            using var step = new Step();
            Tensor.From(Enumerable.Repeat(9f, 100).ToArray()).Relu();
        }

        Assert.All(kept.ToArray<float>(), v => Assert.Equal(1f, v));
    }

    [Fact]
    public void Backward_through_a_graph_whose_step_ended_throws()
    {
        var x = Tensor.From([1f]);
        x.RequiresGrad = true;
        Tensor y;
        using (new Step()) y = x.Relu();
        Assert.Contains("its step has ended", Assert.Throws<InvalidOperationException>(() => y.Backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_nest_and_recycle_memory()
    {
        var x = Tensor.Ones([1000]);
        for (var i = 0; i < 3; i++) Once(); // fills the pool
        var misses = BufferPool.Current.Misses;
        for (var i = 0; i < 10; i++) Once();
        Assert.Equal(misses, BufferPool.Current.Misses);

        void Once()
        {
            using var outer = new Step();
            var a = x.Relu();
            using (new Step()) a.Relu();
            Assert.Equal(1f, a.ToArray<float>()[0]);
            x.Relu();
        }
    }

    [Fact]
    public void Closing_steps_out_of_order_is_an_error()
    {
        var outer = new Step();
        var inner = new Step();
        Assert.Equal("Step: an outer step was closed before an inner one, or from another thread; close steps in the order a using statement does.",
            Assert.Throws<InvalidOperationException>(outer.Dispose).Message);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose(); // twice is harmless
    }

    [Theory]
    [InlineData(new[] { 2, 2 }, "Tensor [2, 2] Float32 \n[[0, 1],\n [2, 3]]")]
    [InlineData(new[] { 3 }, "Tensor [3] Float32 [0, 1, 2]")]
    [InlineData(new int[0], "Tensor [] Float32 0")]
    [InlineData(new[] { 0 }, "Tensor [0] Float32 []")]
    [InlineData(new[] { 20 }, "Tensor [20] Float32 [ 0,  1,  2, …, 17, 18, 19]")]
    [InlineData(new[] { 2, 1, 2 }, "Tensor [2, 1, 2] Float32 \n[[[0, 1]],\n [[2, 3]]]")]
    public void ToString_shows_rows_and_shortens_long_axes(int[] sizes, string expected)
    {
        var shape = new Shape(sizes);
        Assert.Equal(expected, Tensor.From(Enumerable.Range(0, shape.Size).Select(i => (float)i).ToArray(), shape).ToString());
    }
}
