using Descent.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Ops;

/// <summary>Broadcasting and reduction over axes against plain index arithmetic, over random shapes; and their error texts.</summary>
public class BroadcastTests
{
    [Fact]
    public void Operands_are_repeated_as_NumPy_does() => ForAll((draw, context) =>
    {
        var whole = draw.Shape(0, 5);
        Tensor c = draw.Mask(draw.Part(whole)), a = draw.Uniform(draw.Part(whole)), b = draw.Uniform(draw.Part(whole));
        var sum = a - b;
        var chosen = Tensor.Where(c, a, b);
        for (var i = 0; i < sum.Count; i++)
            Assert.True(sum.Span<double>()[i] == At(a, sum.Shape, i) - At(b, sum.Shape, i), $"{context}: {a.Shape} − {b.Shape}, element {i}");
        for (var i = 0; i < chosen.Count; i++)
            Assert.True(chosen.Span<double>()[i] == (At(c, chosen.Shape, i) != 0 ? At(a, chosen.Shape, i) : At(b, chosen.Shape, i)), $"{context}: where({c.Shape}, {a.Shape}, {b.Shape}), element {i}");
    });

    [Fact]
    public void Any_set_of_axes_is_summed() => ForAll((draw, context) =>
    {
        var x = draw.Uniform(draw.Shape(1, 6));
        var axes = Enumerable.Range(0, x.Shape.Rank).Where(_ => draw.Int(0, 1) == 1).ToArray();
        if (axes.Length == 0) return;
        var y = x.Sum(keepDims: true, [.. axes.Select(axis => draw.Int(0, 1) == 1 ? axis - x.Shape.Rank : axis)]);
        var expected = new double[y.Count];
        for (var i = 0; i < x.Count; i++) expected[IndexIn(y.Shape, x.Shape, i)] += x.Span<double>()[i];
        Golden.AssertClose(expected, y, 1e-13, $"{context}: {x.Shape} over {string.Join(", ", axes)}");
        Assert.Equal(x.Shape.ToArray().Where((_, axis) => !axes.Contains(axis)), x.Sum(axes).Shape.ToArray());
    });

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3, 4]) + Tensor.Zeros([5, 4]));
        Assert.Equal("Add: [2, 3, 4] and [5, 4] do not broadcast: aligned at the last axis, axis -2 has sizes 3 and 5. Sizes must be equal, or one of them 1; Reshape can add axes of size 1.", error.Message);
    }

    [Fact]
    public void Element_types_that_differ_are_named()
    {
        Assert.Equal("Mul: [2] Float32, [2] Float64 differ in element type. Convert one with To(DType.Float32).",
            Assert.Throws<ShapeException>(() => Tensor.Zeros([2]) * Tensor.Zeros([2], DType.Float64)).Message);
        Assert.Equal("Exp: input [2] is Int32; it takes Float32 or Float64. Convert it with To(DType.Float32).",
            Assert.Throws<ShapeException>(() => Tensor.Zeros([2], DType.Int32).Exp()).Message);
        Assert.Equal("Greater: [2] Float32, [2] Int32 differ in element type. Convert one with To(DType.Float32).",
            Assert.Throws<ShapeException>(() => Tensor.Zeros([2]).Greater(Tensor.Zeros([2], DType.Int32))).Message);
        Assert.Equal("Where: the condition [2] is Float32; it must be UInt8, as comparisons give it.",
            Assert.Throws<ShapeException>(() => Tensor.Where(Tensor.Zeros([2]), Tensor.Zeros([2]), Tensor.Zeros([2]))).Message);
    }

    [Fact]
    public void Axes_that_are_not_there_are_named()
    {
        Assert.Equal("Sum: [2, 3] has no axis 2; give -2 … 1, or no axis to reduce all.", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3]).Sum(2)).Message);
        Assert.Equal("Mean: axis -1 of [2, 3] is given twice.", Assert.Throws<ShapeException>(() => Tensor.Zeros([2, 3]).Mean(1, -1)).Message);
    }

    [Fact]
    public void Bounds_of_clamp_in_the_wrong_order_are_refused() =>
        Assert.Equal("Clamp: low is 2 and high is 1; low must not exceed high.", Assert.Throws<ArgumentException>(() => Tensor.Zeros([2]).Clamp(2, 1)).Message);

    [Fact]
    public void NaN_comes_through()
    {
        var x = Tensor.From(new[] { float.NaN });
        foreach (var y in new[] { x.Relu(), x.Clamp(-1, 1), x.LeakyRelu(), x.Elu(), x.Selu(), x.Gelu(), x.GeluTanh(), x.Silu(), x.HardSwish(), x.Softplus(), x.Minimum(-x), x.Maximum(Tensor.Zeros([1])), Tensor.Zeros([1]).Maximum(x) })
            Assert.True(float.IsNaN(y.Span<float>()[0]));
    }

    [Fact]
    public void Integers_and_bytes_compare()
    {
        Assert.Equal(new byte[] { 0, 1, 1 }, Tensor.From(new[] { 1, 2, 3 }).GreaterOrEqual(2).ToArray<byte>());
        Assert.Equal(new byte[] { 1, 0 }, Tensor.From(new byte[] { 7, 9 }).EqualTo(Tensor.From(new byte[] { 7, 8 })).ToArray<byte>());
    }

    private static double At(Tensor operand, Shape result, int element)
    {
        var index = IndexIn(operand.Shape, result, element);
        return operand.Type == DType.UInt8 ? operand.Span<byte>()[index] : operand.Span<double>()[index];
    }

    private static int IndexIn(Shape operand, Shape result, int element)
    {
        int index = 0, stride = 1;
        for (var axis = 1; axis <= operand.Rank; axis++)
        {
            var at = element % result[^axis];
            element /= result[^axis];
            if (operand[^axis] != 1) index += at * stride;
            stride *= operand[^axis];
        }

        return index;
    }

    private static void ForAll(Action<OperandDraw, string> check)
    {
        var cases = from sizes in Gen.ArrayOf(Gen.Choose(0, 1 << 20), 24) from seed in Gen.Choose(0, int.MaxValue - 1) select (sizes, seed);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Soak.Cases(300, 5000)), Prop.ForAll(Arb.From(cases), c =>
            check(new OperandDraw(c.sizes, c.seed), $"new OperandDraw([{string.Join(", ", c.sizes)}], {c.seed})")));
    }
}
