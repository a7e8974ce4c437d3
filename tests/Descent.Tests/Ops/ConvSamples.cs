using Descent.Tests.Support;

namespace Descent.Tests.Ops;

public sealed class ConvSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Sample("Conv2d", 3),
        Sample("Conv2d, no bias", 3, bias: false),
        Sample("Conv2d, ReLU", 3, padding: 1, activation: Activation.ReLU),
        Sample("Conv2d, stride 2", 3, stride: 2, padding: 1),
        Sample("Conv2d, wide padding", 2, padding: 3),
        Sample("Conv2d, dilation 2", 3, padding: 1, dilation: 2),
        Sample("Conv2d, stride and dilation", 3, stride: 3, padding: 2, dilation: 2),
        Sample("Conv2d, uneven", (2, 3), stride: (2, 1), padding: (0, 2), dilation: (1, 2)),
        Sample("Conv2d, same", (3, 4), padding: Padding.Same),
        Sample("Conv2d, groups", 3, padding: 1, groups: 3),
        Sample("Conv2d, depthwise", 3, padding: 1, groups: 4, depthwise: true),
        Sample("Conv2d, depthwise, stride 2", (3, 2), stride: 2, padding: 1, groups: 17, depthwise: true),
        Sample("Conv2d, 1×1", 1),
        Sample("Conv2d, 1×1, stride 2", 1, stride: 2),
        Sample("Conv2d, 7×7, stride 2", 7, stride: 2, padding: 3),
    ];

    private static OpSample Sample(
        string name, Pair kernel, Pair? stride = null, Padding padding = default, Pair? dilation = null, int groups = 1, bool depthwise = false, bool bias = true, Activation activation = Activation.None) => new(
        name,
        draw =>
        {
            var steps = dilation ?? 1;
            int images = draw.Int(0, 3), inputs = depthwise ? groups : groups * draw.Size(1), outputs = depthwise ? groups : groups * draw.Size(1);
            // From the smallest image that the kernel fits in, without its padding, to one with odd edges and several tiles.
            var height = (kernel.Height - 1) * steps.Height + draw.Int(1, 7);
            var width = (kernel.Width - 1) * steps.Width + draw.Int(1, 9);
            var x = draw.Uniform([images, height, width, inputs], -1, 1);
            // With a kink, no sum may be near it: they stay below ½, and the biases are at least 1 away, on either side.
            var bound = activation == Activation.None ? 0.5 : 0.5 / (kernel.Height * kernel.Width * inputs / groups);
            var w = draw.Uniform([kernel.Height, kernel.Width, inputs / groups, outputs], -bound, bound);
            if (!bias) return [x, w];
            var b = draw.Uniform([outputs]);
            return activation == Activation.None ? [x, w, b] : [x, w, (b + b.Greater(Tensor.Zeros(b.Shape, b.Type)).To(b.Type) * 2 - 1).Detach()];
        },
        inputs => inputs[0].Conv2d(inputs[1], bias ? inputs[2] : null, stride, padding, dilation, groups, activation));
}
