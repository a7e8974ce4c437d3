using Descent.Tests.Support;

namespace Descent.Tests.Ops;

/// <summary>Pooling. Heights and widths vary from the window's own size on, so that strides divide and do not; channels are 1, 3, 16 or 17.</summary>
public sealed class PoolingSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Max("MaxPool2d, 2", 2, x => x.MaxPool2d(2)),
        Max("MaxPool2d, 2, ceil", 2, x => x.MaxPool2d(2, ceilMode: true)),
        Max("MaxPool2d, 3, stride 2, padding 1", 3, x => x.MaxPool2d(3, stride: 2, padding: 1)),
        Max("MaxPool2d, 3, stride 2, ceil", 3, x => x.MaxPool2d(3, stride: 2, ceilMode: true)),
        Max("MaxPool2d, 3, stride 1", 3, x => x.MaxPool2d(3, stride: 1)),
        Max("MaxPool2d, 3 x 2, stride 2 x 3, padding 1 x 0, ceil", 3, x => x.MaxPool2d((3, 2), (2, 3), (1, 0), ceilMode: true)),
        Max("MaxPool2d, 2, stride 3", 2, x => x.MaxPool2d(2, stride: 3)),
        Max("MaxPool2d, 2 x 3, dilation 2 x 3, padding 1", 6, x => x.MaxPool2d((2, 3), (1, 2), (1, 1), (2, 3))),
        Max("MaxPool2d, larger than a byte", 17, x => x.MaxPool2d(17, stride: 1, padding: 2)),
        Line("MaxPool1d, 2", 2, x => x.MaxPool1d(2), distinct: true),
        Line("MaxPool1d, 3, stride 2, padding 1, dilation 2, ceil", 5, x => x.MaxPool1d(3, 2, 1, 2, ceilMode: true), distinct: true),
        Image("AvgPool2d, 2", 2, x => x.AvgPool2d(2)),
        Image("AvgPool2d, 3, stride 2, padding 1", 3, x => x.AvgPool2d(3, stride: 2, padding: 1)),
        Image("AvgPool2d, 3, stride 2, padding 1, ceil", 3, x => x.AvgPool2d(3, stride: 2, padding: 1, ceilMode: true)),
        Image("AvgPool2d, 3, stride 2, padding 1, ceil, without margin", 3, x => x.AvgPool2d(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false)),
        Image("AvgPool2d, 4 x 3, stride 1 x 4, padding 2 x 0", 4, x => x.AvgPool2d((4, 3), (1, 4), (2, 0))),
        Line("AvgPool1d, 3", 3, x => x.AvgPool1d(3)),
        Line("AvgPool1d, 4, stride 3, padding 2, ceil, without margin", 4, x => x.AvgPool1d(4, 3, 2, ceilMode: true, countIncludePad: false)),
        Image("AdaptiveAvgPool2d, 1", 1, x => x.AdaptiveAvgPool2d(1)),
        Image("AdaptiveAvgPool2d, 3 x 5", 1, x => x.AdaptiveAvgPool2d((3, 5))),
    ];

    private static OpSample Max(string name, int smallest, Func<Tensor, Tensor> f) =>
        new(name, draw => [draw.DistinctPlanes(ImageShape(draw, smallest))], inputs => f(inputs[0]));

    private static OpSample Image(string name, int smallest, Func<Tensor, Tensor> f) =>
        new(name, draw => [draw.Uniform(ImageShape(draw, smallest))], inputs => f(inputs[0]));

    private static OpSample Line(string name, int smallest, Func<Tensor, Tensor> f, bool distinct = false) => new(name, draw =>
    {
        Shape shape = [draw.Int(0, 3), smallest + draw.Size(), draw.OneOf(1, 3, 16, 17)];
        return [distinct ? draw.DistinctPlanes([shape[0], shape[1], 1, shape[2]]).Reshape(shape) : draw.Uniform(shape)];
    }, inputs => f(inputs[0]));

    private static Shape ImageShape(OperandDraw draw, int smallest)
    {
        // A plane of up to some 600 numbers, as DistinctPlanes wants it.
        int height = smallest + draw.Int(0, 5), width = smallest + (smallest > 8 ? draw.Int(0, 8) : draw.Size());
        return [draw.Int(0, 2), height, width, draw.OneOf(1, 3, 16, 17)];
    }
}
