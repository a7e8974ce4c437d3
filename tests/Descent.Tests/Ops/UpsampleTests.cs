using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Ops;

/// <summary>Averages and enlargements at every width, and what they say when something does not fit.</summary>
[Collection(ProcessSettings.Name)]
public class UpsampleTests
{
    [Fact]
    public void Every_width_and_channel_count_gives_the_same_bits_for_averages_and_enlargements() => Widths.ForEach(bits =>
    {
        foreach (var channels in (int[])[1, 2, 3, 5, 8, 15, 16, 17, 31, 40])
        {
            Check(x => x.AvgPool2d(3, 2, 1), channels, bits);
            Check(x => x.AvgPool2d(2, ceilMode: true, countIncludePad: false), channels, bits);
            Check(x => x.AdaptiveAvgPool2d((2, 3)), channels, bits);
            Check(x => x.Upsample((9, 4)), channels, bits);
            Check(x => x.UpsampleBy(1.7, UpsampleMode.Bilinear), channels, bits);
        }

        // Channels do not mix, so one at a time is the answer for all of them.
        static void Check(Func<Tensor, Tensor> f, int channels, int bits)
        {
            var x = new OperandDraw([], channels, DType.Float32).Uniform([2, 5, 7, channels]);
            x.RequiresGrad = true;
            var y = f(x);
            SumSin.Of(y).Backward();
            for (var c = 0; c < channels; c++)
            {
                var one = x.Detach().Slice(c..(c + 1), axis: 3);
                one.RequiresGrad = true;
                var expected = f(one);
                SumSin.Of(expected).Backward();
                Assert.Equal(expected.ToArray<float>(), y.Detach().Slice(c..(c + 1), axis: 3).ToArray<float>());
                Assert.True(one.Grad!.ToArray<float>().SequenceEqual(x.Grad!.Slice(c..(c + 1), axis: 3).ToArray<float>()), $"width {bits}, {channels} channels");
            }
        }
    });

    [Fact]
    public void The_nearest_pixel_is_moved_bit_for_bit_whatever_it_is()
    {
        var x = Tensor.From([float.NaN, float.PositiveInfinity, -0f, 1e-45f], [1, 2, 2, 1]);
        var y = x.UpsampleBy(2).ToArray<float>();
        Assert.Equal([float.NaN, float.NaN, float.PositiveInfinity, float.PositiveInfinity], y[4..8]);
        Assert.Equal(1e-45f, y[15]);
        Assert.True(float.IsNegative(y[8]) && y[8] == 0);
    }

    [Fact]
    public void Messages_say_what_was_given_and_which_rule_it_breaks()
    {
        Expect("Upsample: input [4, 4] has 2 axes; it takes images [N, H, W, C] or lines [N, L, C]: channels are last.", () => Tensor.Zeros([4, 4]).UpsampleBy(2));
        Expect("Upsample: the size is 0×3; it must be at least 1.", () => Tensor.Zeros([1, 4, 4, 3]).Upsample((0, 3)));
        Expect("Upsample: input [1, 0, 4, 3] has no pixels along axis 1; it must have at least one.", () => Tensor.Zeros([1, 0, 4, 3]).Upsample(3));
        Expect("Upsample: axis 1 of input [1, 4, 9, 3] times 0.2 gives 0 pixels; choose a factor that leaves at least one.", () => Tensor.Zeros([1, 4, 9, 3]).UpsampleBy(0.2));
        Expect("Upsample: alignCorners has no meaning for the nearest pixel; leave it out, or use UpsampleMode.Bilinear. (Parameter 'alignCorners')", () => new Upsample(2, alignCorners: true));
        Expect("Upsample: the factor is NaN; give a number over 0. (Parameter 'factor')", () => new Upsample(double.NaN));
        Expect("Upsample: the size is 0; it must be at least 1. (Parameter 'size')", () => Upsample.ToSize(0));
    }

    private static void Expect(string message, Func<object> call) => Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(call).Message);
}
