using Descent.Tests.Support;

namespace Descent.Tests.Ops;

/// <summary>Transposed convolutions, and both kinds over lines.</summary>
public sealed class ConvTransposeSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Image("ConvTranspose2d", 3),
        Image("ConvTranspose2d, no bias", 3, bias: false),
        Image("ConvTranspose2d, ReLU", 3, padding: 1, activation: Activation.ReLU),
        Image("ConvTranspose2d, 2, stride 2", 2, stride: 2),
        Image("ConvTranspose2d, 4, stride 2, padding 1", 4, stride: 2, padding: 1),
        Image("ConvTranspose2d, 3, stride 2, padding 1, output padding 1", 3, stride: 2, padding: 1, outputPadding: 1),
        Image("ConvTranspose2d, 2, stride 3", 2, stride: 3, outputPadding: (2, 1)),
        Image("ConvTranspose2d, uneven, dilation", (2, 3), stride: (1, 2), padding: (0, 1), outputPadding: (1, 0), dilation: (2, 1)),
        Image("ConvTranspose2d, groups", 3, stride: 2, padding: 1, groups: 3),
        Image("ConvTranspose2d, depthwise", 3, stride: 2, groups: 4, depthwise: true),
        Image("ConvTranspose2d, 1", 1),
        Line("Conv1d", transposed: false, 3),
        Line("Conv1d, stride 2, padding 2, dilation 3, groups 2, ReLU", transposed: false, 4, stride: 2, padding: 2, dilation: 3, groups: 2, activation: Activation.ReLU),
        Line("Conv1d, same", transposed: false, 4, same: true, bias: false),
        Line("ConvTranspose1d", transposed: true, 3),
        Line("ConvTranspose1d, stride 3, padding 1, output padding 2, groups 2", transposed: true, 4, stride: 3, padding: 1, outputPadding: 2, groups: 2),
    ];

    private static OpSample Image(
        string name, Pair kernel, Pair? stride = null, Pair padding = default, Pair outputPadding = default, Pair? dilation = null, int groups = 1, bool depthwise = false, bool bias = true, Activation activation = Activation.None) => new(
        name,
        draw =>
        {
            int images = draw.Int(0, 3), inputs = depthwise ? groups : groups * draw.Size(1), outputs = depthwise ? groups : groups * draw.Size(1);
            var x = draw.Uniform([images, draw.Int(1, 5), draw.Int(1, 7), inputs], -1, 1);
            var w = draw.Uniform([kernel.Height, kernel.Width, outputs / groups, inputs], -0.5, 0.5);
            return bias ? [x, w, draw.Uniform([outputs])] : [x, w];
        },
        inputs => inputs[0].ConvTranspose2d(inputs[1], bias ? inputs[2] : null, stride, padding, outputPadding, dilation, groups, activation));

    private static OpSample Line(
        string name, bool transposed, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool same = false, bool bias = true, Activation activation = Activation.None) => new(
        name,
        draw =>
        {
            int inputs = groups * draw.Size(1), outputs = groups * draw.Size(1);
            var length = transposed ? draw.Int(1, 7) : (kernel - 1) * dilation + draw.Int(1, 9);
            var x = draw.Uniform([draw.Int(0, 3), length, inputs], -1, 1);
            var w = draw.Uniform(transposed ? [kernel, outputs / groups, inputs] : [kernel, inputs / groups, outputs], -0.5, 0.5);
            return bias ? [x, w, draw.Uniform([outputs])] : [x, w];
        },
        inputs => transposed
            ? inputs[0].ConvTranspose1d(inputs[1], bias ? inputs[2] : null, stride, padding, outputPadding, dilation, groups, activation)
            : inputs[0].Conv1d(inputs[1], bias ? inputs[2] : null, stride, same ? Padding.Same : padding, dilation, groups, activation));
}
