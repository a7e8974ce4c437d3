using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Ops;

public class MovementTests
{
    public static TheoryData<DType> Types => [DType.Float32, DType.Float64, DType.Int32, DType.UInt8];

    [Theory]
    [MemberData(nameof(Types))]
    public void Movements_undo_each_other_for_every_element_type(DType type) => Prop.ForAll(
        Arb.From(from sizes in Gen.ArrayOf(Gen.Choose(0, 6), 4) from seed in Gen.Choose(0, 1 << 20) select (sizes, seed)),
        c =>
        {
            var random = new Random(c.seed);
            var rank = random.Next(1, 5);
            var x = Counting(new Shape(c.sizes.AsSpan(0, rank)), type);
            int[] order = [.. Enumerable.Range(0, rank)];
            random.Shuffle(order);
            int[] back = [.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(order, i))];
            Same(x, x.Permute(order).Permute(back));

            var axis = random.Next(rank);
            var (size, cut) = (x.Shape[axis], random.Next(x.Shape[axis] + 1));
            Same(x, Tensor.Concat(x.Split(axis, cut, 0, size - cut), axis));

            (int, int)[] margins = [.. Enumerable.Range(0, rank).Select(_ => (random.Next(3), random.Next(3)))];
            var cropped = x.Pad(margins, 7);
            for (var i = 0; i < rank; i++) cropped = cropped.Slice(i, margins[i].Item1, x.Shape[i]);
            Same(x, cropped);

            Same(x, x.Unsqueeze(axis).Squeeze(axis));
            Same(x, x.Reshape(x.Count).Reshape(x.Shape));
            Same(x, Tensor.Stack([x, x], axis).Slice(axis, 1, 1).Squeeze(axis));
            Same(x, x.IndexSelect(Tensor.From(Enumerable.Range(0, size).ToArray()), axis));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Reshape_and_leading_slices_share_memory_and_others_do_not()
    {
        var x = Tensor.Zeros([4, 3]);
        x.Reshape(2, -1).Span<float>()[0] = 1;
        x.Slice(2..).Span<float>()[0] = 2;
        x.Slice(.., axis: 1).Span<float>()[5] = 9;
        x.Slice(1..2, axis: 1).Span<float>()[0] = 9;
        x.Permute(0, 1).Span<float>()[1] = 9;
        Assert.Equal([1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0], x.ToArray<float>());
        Assert.Equal([2, 3], x.Reshape(4, 1, 3).Slice(1, 0, 1).Slice(1..3).Squeeze(1).Shape);
    }

    [Fact]
    public void A_view_whose_step_ended_throws()
    {
        Tensor view;
        using (new Step()) view = Tensor.Ones([2, 2]).Softmax().Slice(1..).Reshape(2);
        Assert.Throws<InvalidOperationException>(() => view.ToArray<float>());
    }

    [Fact]
    public void Open_sizes_are_filled_in()
    {
        Assert.Equal([6, 4], Tensor.Zeros([2, 3, 4]).Reshape(-1, 4).Shape);
        Assert.Equal([2, 12], Tensor.Zeros([2, 3, 4]).Flatten().Shape);
        Assert.Equal([24], Tensor.Zeros([2, 3, 4]).Flatten(0).Shape);
        Assert.Equal([0, 3], Tensor.Zeros([0, 3]).Reshape(-1, 3).Shape);
    }

    [Fact]
    public void Duplicate_indices_add_up()
    {
        var table = Tensor.Zeros([5, 2]);
        table.RequiresGrad = true;
        Tensor.From([3, 1, 3, 3]).Embedding(table).Reshape(1, 8).MatMul(Tensor.Ones([8, 1])).Backward();
        Assert.Equal([0, 0, 1, 1, 0, 0, 3, 3, 0, 0], table.Grad!.ToArray<float>());
    }

    [Fact]
    public void Conversions_round_cut_off_and_stay_in_range()
    {
        var x = Tensor.From([1.9f, -1.9f, 300, -5, float.NaN, float.PositiveInfinity, 1e20f]);
        Assert.Equal([1, -1, 300, -5, 0, int.MaxValue, int.MaxValue], x.To(DType.Int32).ToArray<int>());
        Assert.Equal([1, 0, 255, 0, 0, 255, 255], x.To(DType.UInt8).ToArray<byte>());
        Assert.Equal(1.9f, x.To(DType.Float64).ToArray<double>()[0]);
        Assert.Equal([7, 255], Tensor.From([(byte)7, (byte)255]).To(DType.Float64).ToArray<double>());
        Assert.Same(x, x.To(DType.Float32));
    }

    [Fact]
    public void Gradients_flow_through_conversions_between_floating_point_types()
    {
        var x = Tensor.From([1.0, 2.0], [1, 2]);
        x.RequiresGrad = true;
        var y = x.To(DType.Float32).MatMul(Tensor.From([3f, 4f], [2, 1]));
        y.Backward();
        y = x.To(DType.Float32).MatMul(Tensor.From([3f, 4f], [2, 1]));
        y.Backward();
        Assert.Equal([6, 8], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void Errors_name_the_operation_the_operands_the_rule_and_the_remedy()
    {
        var x = Tensor.Zeros([2, 3]);
        Says("Reshape: [2, 3] has 6 elements, but [4, 2] holds 8. Give sizes with the same product, or -1 for one of them.", () => x.Reshape(4, 2));
        Says("Reshape: [2, 3] has 6 elements, which [-1, 4] cannot hold: they are no multiple of 4.", () => x.Reshape(-1, 4));
        Says("Reshape: [-1, -1] leaves more than one axis open; only one may be -1.", () => x.Reshape(-1, -1));
        Says("Flatten: [2, 3] has no axis 3 to flatten from; give 0 … 2.", () => x.Flatten(3));
        Says("Unsqueeze: [2, 3] has no place 4 for a new axis; give -3 … 2.", () => x.Unsqueeze(4));
        Says("Squeeze: axis 1 of [2, 3] has size 3; only an axis of size 1 can be dropped.", () => x.Squeeze(1));
        Says("Permute: the order [0, 0] does not name each axis of [2, 3] exactly once; give a rearrangement of 0 … 1.", () => x.Permute(0, 0));
        Says("Permute: the order [0] does not name each axis of [2, 3] exactly once; give a rearrangement of 0 … 1.", () => x.Permute(0));
        Says("Concat: no tensors were given; give at least one.", () => Tensor.Concat([]));
        Says("Concat: along axis 0, tensor 0 is [2, 3], but tensor 1 is [2, 4]; all other axes must be equal.", () => Tensor.Concat([x, Tensor.Zeros([2, 4])]));
        Says("Concat: [2, 3] is Float32 and [2, 3] is Int32; they must have one element type. Convert one with To(DType.Float32).", () => Tensor.Concat([x, Tensor.Zeros([2, 3], DType.Int32)]));
        Says("Stack: tensor 0 is [2, 3], but tensor 1 is [3, 2]; they must have one shape.", () => Tensor.Stack([x, Tensor.Zeros([3, 2])]));
        Says("Slice: axis 1 of [2, 3] has positions 0 … 2; 2 from 2 on do not lie within.", () => x.Slice(1, 2, 2));
        Says("Slice: axis 0 of [2, 3] has positions 0 … 1; -1 from 2 on do not lie within.", () => x.Slice(2..1));
        Says("Split: axis 1 of [2, 3] has size 3, but the parts [1, 1] add up to 2.", () => x.Split(1, 1, 1));
        Says("Pad: [2, 3] has 2 axes, but 1 margins were given; give one pair (before, after) an axis.", () => x.Pad([(1, 1)]));
        Says("Pad: the margin of axis 1 of [2, 3] is (0, -1); a margin is 0 or more. To cut, use Slice.", () => x.Pad([(0, 0), (0, -1)]));
        Says("IndexSelect: index 3 at position [1, 0] is outside of axis 1 of [2, 3]; valid are 0 … 2.", () => x.IndexSelect(Tensor.From(new[,] { { 0, 1 }, { 3, -1 } }), axis: 1));
        Says("IndexSelect: the indices [2] are Float32; they must be Int32. Convert them with To(DType.Int32).", () => x.IndexSelect(Tensor.Zeros([2])));
        Says("Embedding: index -1 at position [1] of input [2] is outside of weight [2, 3] (count, dim); valid are 0 … 1.", () => Tensor.From([0, -1]).Embedding(x));
        Says("Embedding: weight [2] must be a matrix (count, dim).", () => Tensor.From([0]).Embedding(Tensor.Zeros([2])));
        Says("OneHot: element 1 of the indices [2] is 5; with 3 classes, valid are 0 … 2.", () => Tensor.From([0, 5]).OneHot(3));
        Says("OneHot: the indices [2, 3] are Float32; they must be Int32. Convert them with To(DType.Int32).", () => x.OneHot(3));
        Says("Softmax: input [2] is Int32; it takes Float32 or Float64. Convert it with To(DType.Float32).", () => Tensor.From([1, 2]).Softmax());
        Says("Dropout: input [2] is Int32; it takes Float32 or Float64. Convert it with To(DType.Float32).", () => Tensor.From([1, 2]).Dropout(0.5));
    }

    private static void Says(string message, Action action) => Assert.Equal(message, Assert.Throws<ShapeException>(action).Message);

    private static Tensor Counting(in Shape shape, DType type)
    {
        int[] values = [.. Enumerable.Range(0, shape.Size).Select(i => i % 251)];
        return Tensor.From(values, shape).To(type);
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.To(DType.Float64).ToArray<double>(), actual.To(DType.Float64).ToArray<double>());
    }
}
