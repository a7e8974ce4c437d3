using Xunit;

namespace Descent.Tests.Autograd;

public class BackpropagationTests
{
    private static Tensor Leaf(params double[] values)
    {
        var x = Tensor.From(values, new Shape(1, values.Length));
        x.RequiresGrad = true;
        return x;
    }

    /// <summary>x·xᵀ: both operands are x, so that the gradient is 2x.</summary>
    private static Tensor SumOfSquares(Tensor x) => x.MatMul(x, transposeB: true);

    [Fact]
    public void A_tensor_used_twice_gets_the_sum_of_both_gradients()
    {
        var x = Leaf(1, -2, 3);
        SumOfSquares(x).Backward();
        Assert.Equal([2.0, -4, 6], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void Branches_that_join_again_add_up()
    {
        var x = Leaf(1, -2, 3);
        var y = x.Relu();
        y.MatMul(x, transposeB: true).Backward(); // Σ relu(x)·x
        Assert.Equal([2.0, 0, 6], x.Grad!.ToArray<double>());
        Assert.Equal([1.0, -2, 3], y.Grad!.ToArray<double>()); // gradients of intermediate results stay readable
    }

    [Fact]
    public void Passes_add_up_until_the_gradient_is_cleared()
    {
        var x = Leaf(1, 2);
        SumOfSquares(x).Backward();
        SumOfSquares(x).Backward();
        Assert.Equal([4.0, 8], x.Grad!.ToArray<double>());
        x.ClearGrad();
        Assert.Null(x.Grad);
        SumOfSquares(x).Backward();
        Assert.Equal([2.0, 4], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void The_same_graph_can_be_walked_twice()
    {
        var x = Leaf(1, 2);
        var y = SumOfSquares(x.Relu());
        y.Backward();
        y.Backward();
        Assert.Equal([4.0, 8], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void Releasing_gives_the_same_gradients_and_reuses_memory()
    {
        var x = Leaf(Enumerable.Range(0, 100).Select(i => i - 50.0).ToArray());
        double[] Gradient(bool release)
        {
            using var step = new Step();
            x.ClearGrad();
            SumOfSquares(x.Relu().Relu().Relu()).Backward(release);
            return x.Grad!.ToArray<double>();
        }

        Assert.Equal(Gradient(false), Gradient(true));
        using (new Step())
        {
            var y = x.Relu();
            SumOfSquares(y).Backward(release: true);
            Assert.Throws<InvalidOperationException>(() => y.ToArray<double>()); // released: it says so
        }
    }

    [Fact]
    public void A_deep_network_does_not_overflow_the_stack()
    {
        var x = Leaf(1, 2);
        var y = x;
        for (var i = 0; i < 100_000; i++) y = y.Relu();
        SumOfSquares(y).Backward();
        Assert.Equal([2.0, 4], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void Nothing_is_recorded_in_NoGrad_or_through_Detach()
    {
        var x = Leaf(1, 2);
        using (new NoGrad())
        {
            using (new NoGrad()) Assert.False(x.Relu().RequiresGrad);
            Assert.False(x.Relu().RequiresGrad);
            Assert.Equal("Backward: nothing was recorded, because a NoGrad scope is open.",
                Assert.Throws<InvalidOperationException>(() => SumOfSquares(x).Backward()).Message);
        }

        Assert.True(x.Relu().RequiresGrad);
        Assert.Equal("Backward: nothing this tensor depends on requires a gradient. Is every parameter frozen, or was the graph cut by Detach, NoGrad or a comparison?",
            Assert.Throws<InvalidOperationException>(() => SumOfSquares(x.Detach()).Backward()).Message);
        Assert.Equal("Backward: the tensor [1, 2] is not a scalar. Reduce it first, with Mean() or Sum().",
            Assert.Throws<InvalidOperationException>(() => x.Relu().Backward()).Message);
    }

    [Fact]
    public void A_gradient_made_in_a_step_is_not_added_to_in_the_next()
    {
        var x = Leaf(1, 2);
        for (var i = 0; i < 3; i++)
        {
            using var step = new Step();
            SumOfSquares(x).Backward();
            if (i == 2) Assert.Equal([2.0, 4], x.Grad!.ToArray<double>()); // the earlier gradients' memory is gone
        }
    }
}
