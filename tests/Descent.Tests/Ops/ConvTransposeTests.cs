using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Ops;

/// <summary>Transposed convolutions against the definition of a transpose, PyTorch's state layouts, and what is said when something does not fit.</summary>
[Collection(ProcessSettings.Name)]
public class ConvTransposeTests
{
    [Theory]
    [InlineData(3, 1, 0, 1, 1)]
    [InlineData(4, 2, 1, 1, 2)]
    [InlineData(2, 3, 0, 1, 1)]
    [InlineData(3, 2, 1, 2, 4)]
    public void It_is_the_transpose_of_the_convolution_with_the_same_weight_at_every_width(int kernel, int stride, int padding, int dilation, int groups) => Widths.ForEach(bits =>
    {
        // ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩ for every x and y, where x has a size that strides and windows meet exactly.
        var draw = new OperandDraw([], kernel * 100 + stride, DType.Float64);
        foreach (var (inputs, outputs) in new[] { (4, 8), (16, 4), (20, 12) })
        {
            var w = draw.Uniform([kernel, kernel, inputs / groups, outputs]);
            var y = draw.Uniform([2, 4, 3, outputs]);
            var back = y.ConvTranspose2d(w, stride: stride, padding: padding, dilation: dilation, groups: groups);
            var x = draw.Uniform(back.Shape);
            var there = x.Conv2d(w, stride: stride, padding: padding, dilation: dilation, groups: groups);
            Assert.Equal(y.Shape, there.Shape);
            double one = (there * y).Sum().Item(), other = (x * back).Sum().Item();
            Assert.True(Math.Abs(one - other) <= 1e-10 * Math.Max(1, Math.Abs(one)), $"width {bits}: {one}, not {other}");
        }
    });

    [Fact]
    public void State_dictionaries_carry_PyTorchs_layouts()
    {
        // Weight (in, out / groups, kh, kw) holds its own index: w[i, o, u, v] = 1000·i + 100·o + 10·u + v.
        var layer = new ConvTranspose2d(4, 6, (2, 3), groups: 2, bias: false);
        layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Numbered([4, 3, 2, 3]) });
        var w = layer.Weight.ToArray<float>();
        Assert.Equal(1000 * 3 + 100 * 2 + 10 * 1 + 0, w[((1 * 3 + 0) * 3 + 2) * 4 + 3]);
        Assert.Equal(Numbered([4, 3, 2, 3]).ToArray<float>(), layer.StateDict()["weight"].ToArray<float>());

        var line = new Conv1d(4, 6, 5, groups: 2, bias: false);
        line.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Numbered([6, 2, 5]) });
        Assert.Equal(100 * 4 + 10 * 1 + 3, line.Weight.ToArray<float>()[(3 * 2 + 1) * 6 + 4]);
        var back = new ConvTranspose1d(4, 6, 5, bias: false);
        back.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Numbered([4, 6, 5]) });
        Assert.Equal(100 * 3 + 10 * 5 + 2, back.Weight.ToArray<float>()[(2 * 6 + 5) * 4 + 3]);

        static Tensor Numbered(Shape shape)
        {
            var values = new float[shape.Size];
            for (var i = 0; i < values.Length; i++)
            {
                var (rest, scale) = (i, 1);
                for (var axis = shape.Rank - 1; axis >= 0; axis--, scale *= 10)
                {
                    values[i] += rest % shape[axis] * scale;
                    rest /= shape[axis];
                }
            }

            return Tensor.From(values, shape);
        }
    }

    [Fact]
    public void Messages_say_what_was_given_and_which_rule_it_breaks()
    {
        var x = Tensor.Zeros([1, 4, 4, 3]);
        Expect("ConvTranspose2d: input [4, 4, 3] has 3 axes; it must have 4, [batch, height, width, channels].", () => Tensor.Zeros([4, 4, 3]).ConvTranspose2d(Tensor.Zeros([2, 2, 5, 3])));
        Expect("ConvTranspose2d: input [1, 4, 4, 3] has 3 channels, but weight [2, 2, 5, 4] [kernel height, kernel width, out / groups, in] expects 4.", () => x.ConvTranspose2d(Tensor.Zeros([2, 2, 5, 4])));
        Expect("ConvTranspose2d: the output padding is 2; it must be at least 0 and below the stride, 2, or the dilation, 1.", () => x.ConvTranspose2d(Tensor.Zeros([2, 2, 5, 3]), stride: 2, outputPadding: 2));
        Expect("ConvTranspose2d: the padding 3 cuts off all that input [1, 4, 4, 3] with the kernel 2 gives. Use less padding, a larger input or a larger kernel.", () => x.ConvTranspose2d(Tensor.Zeros([2, 2, 5, 3]), padding: 3));
        Expect("ConvTranspose2d: bias [5] does not match weight [2, 2, 5, 3] [kernel height, kernel width, out / groups, in] with 3 groups; it must be [15].", () => x.ConvTranspose2d(Tensor.Zeros([2, 2, 5, 3]), Tensor.Zeros([5]), groups: 3));
        Expect("ConvTranspose1d: the stride is 0; it must be at least 1.", () => Tensor.Zeros([1, 4, 3]).ConvTranspose1d(Tensor.Zeros([2, 5, 3]), stride: 0));
        Expect("Conv1d: input [1, 4, 4, 3] has 4 axes; it must have three, [batch, length, channels].", () => x.Conv1d(Tensor.Zeros([2, 3, 5])));
        Expect("Conv1d: the kernel 5 with dilation 2 is larger than input [1, 4, 3] with padding 2. Use a larger input, a smaller kernel or more padding.", () => Tensor.Zeros([1, 4, 3]).Conv1d(Tensor.Zeros([5, 3, 2]), padding: 2, dilation: 2));
        Expect("ConvTranspose2d: outputPadding is 1; it must be below the stride, 1, or the dilation, 1. (Parameter 'outputPadding')", () => new ConvTranspose2d(3, 4, 2, outputPadding: 1));
        Expect("ConvTranspose1d: kernel is 0; it must be at least 1. (Parameter 'kernel')", () => new ConvTranspose1d(3, 4, 0));
        Expect("Conv1d: 3 channels in and 4 out cannot be split into 2 groups; both must be multiples of 2. (Parameter 'groups')", () => new Conv1d(3, 4, 2, groups: 2));
    }

    private static void Expect(string message, Func<object> call) => Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(call).Message);
}
