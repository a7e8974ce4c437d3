using Xunit;

namespace Descent.Tests.Ops;

/// <summary>What pooling says when windows and images do not fit, and which settings only just do.</summary>
public class PoolingErrorTests
{
    [Fact]
    public void Messages_say_what_was_given_and_which_rule_it_breaks()
    {
        Expect("MaxPool2d: input [4, 4, 3] has 3 axes; it must have four, [N, H, W, C]: channels are last. Give a single image a first axis of 1.", () => Tensor.Zeros([4, 4, 3]).MaxPool2d(2));
        Expect("MaxPool1d: input [1, 4, 4, 3] has 4 axes; it must have three, [N, L, C]: channels are last.", () => Tensor.Zeros([1, 4, 4, 3]).MaxPool1d(2));
        Expect("MaxPool2d: a window reaches over 5 of the height, but input [1, 4, 6, 3] has 4; give a smaller window or more padding.", () => Tensor.Zeros([1, 4, 6, 3]).MaxPool2d(3, dilation: 2));
        Expect("AvgPool2d: a window reaches over 9 of the width, but input [1, 9, 2, 3] has 2 and 6 of padding; give a smaller window or more padding.", () => Tensor.Zeros([1, 9, 2, 3]).AvgPool2d(9, padding: 3));
        Expect("AvgPool1d: a window reaches over 4 of the length, but input [1, 3, 3] has 3; give a smaller window or more padding.", () => Tensor.Zeros([1, 3, 3]).AvgPool1d(4));
        Expect("MaxPool2d: the padding along the height is 2, the window's height 3; padding goes from 0 to half of the window, 1.", () => Tensor.Zeros([1, 9, 9, 3]).MaxPool2d(3, padding: 2));
        Expect("MaxPool2d: the padding along the width is -1, the window's width 3; padding goes from 0 to half of the window, 1.", () => Tensor.Zeros([1, 9, 9, 3]).MaxPool2d((3, 3), padding: (0, -1)));
        Expect("MaxPool2d: the stride along the height is 0; it must be at least 1.", () => Tensor.Zeros([1, 9, 9, 3]).MaxPool2d(3, stride: 0));
        Expect("MaxPool1d: the window's length is 0; it must be at least 1.", () => Tensor.Zeros([1, 9, 3]).MaxPool1d(0));
        Expect("MaxPool1d: the dilation along the length is 0; it must be at least 1.", () => Tensor.Zeros([1, 9, 3]).MaxPool1d(2, dilation: 0));
        Expect("AdaptiveAvgPool2d: 0×2 windows were asked for; both must be at least 1.", () => Tensor.Zeros([1, 9, 9, 3]).AdaptiveAvgPool2d((0, 2)));
        Expect("AdaptiveAvgPool2d: input [1, 0, 9, 3] has no pixels to average; height and width must be at least 1.", () => Tensor.Zeros([1, 0, 9, 3]).AdaptiveAvgPool2d(2));
        Expect("GlobalAvgPool: input [4, 3] has 2 axes; it takes images [N, H, W, C] or lines [N, L, C]: channels are last.\n  in model (GlobalAvgPool)", () => new GlobalAvgPool().Forward(Tensor.Zeros([4, 3])));
        Expect("MaxPool2d: input [1, 4, 4, 1] is UInt8; it takes Float32 or Float64. Convert it with To(DType.Float32).", () => Tensor.Zeros([1, 4, 4, 1], DType.UInt8).MaxPool2d(2));
    }

    [Fact]
    public void A_window_as_large_as_the_padded_image_fits_and_the_last_window_starts_inside_it()
    {
        Assert.Equal([1, 1, 1, 3], Tensor.Zeros([1, 4, 4, 3]).MaxPool2d(6, padding: 1).Shape);
        Assert.Equal([1, 2, 2, 3], Tensor.Zeros([1, 3, 3, 3]).AvgPool2d(2, ceilMode: true).Shape);

        // Of the 4 windows that cover 5 pixels and margins, the last would start behind them: PyTorch leaves it out.
        Assert.Equal([1, 2, 2, 3], Tensor.Zeros([1, 2, 2, 3]).MaxPool2d(2, stride: 2, padding: 1, ceilMode: true).Shape);
        Assert.Equal([1, 2, 2, 1], Tensor.Zeros([1, 5, 5, 1]).MaxPool2d(1, stride: 4, ceilMode: true).Shape);
        Assert.Equal([0, 2, 2, 3], Tensor.Zeros([0, 4, 4, 3]).MaxPool2d(2).Shape);
    }

    [Fact]
    public void Max_pooling_recorded_for_no_gradient_keeps_no_places()
    {
        using var step = new Step();
        var x = Tensor.Ones([1, 4, 4, 3]);
        x.RequiresGrad = true;
        using (new NoGrad()) Assert.False(x.MaxPool2d(2).RequiresGrad);
        var y = x.MaxPool2d(2);
        y.Sum().Backward();
        Assert.Equal(12, x.Grad!.ToArray<float>().Sum());
    }

    private static void Expect(string message, Func<Tensor> call) => Assert.Equal(message, Assert.Throws<ShapeException>(call).Message);
}
