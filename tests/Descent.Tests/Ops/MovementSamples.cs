using Descent.Ops;
using Descent.Tests.Support;

namespace Descent.Tests.Ops;

public sealed class MovementSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        One("Reshape", 0, x => x.Reshape(new Shape([.. x.Shape.ToArray().Reverse()]))),
        One("Permute", 1, x => x.Permute([.. Enumerable.Range(1, x.Shape.Rank - 1), 0])),
        One("PermuteImages", 4, x => x.Permute(0, 3, 1, 2)),
        One("Transpose", 2, x => x.Transpose()),
        new("ConcatFirst", draw => Alike(draw, axis: 0), inputs => Tensor.Concat(inputs, axis: 0)),
        new("ConcatLast", draw => Alike(draw, axis: -1), inputs => Tensor.Concat(inputs, axis: -1)),
        new("Stack", draw =>
        {
            var shape = draw.Shape(minRank: 1, maxRank: 4);
            return [draw.Uniform(shape), draw.Uniform(shape)];
        }, inputs => Tensor.Stack(inputs, axis: 1)),
        One("SliceFirst", 1, x => x.Slice(1..), minSize: 1),
        One("SliceLast", 1, x => x.Slice(..^1, axis: -1), minSize: 1),
        One("SplitSwapped", 1, x => Tensor.Concat([.. x.Split(-1, 1, x.Shape[-1] - 1).Reverse()], axis: -1), minSize: 1),
        One("Pad", 0, x => x.Pad([.. Enumerable.Range(0, x.Shape.Rank).Select(i => (i, 1))], 0.5)),
        LookUp("IndexSelectFirst", 0, (x, i) => x.IndexSelect(i)),
        LookUp("IndexSelectLast", -1, (x, i) => x.IndexSelect(i, axis: -1)),
        new("Embedding", draw =>
        {
            var table = draw.Shape(minRank: 2, maxRank: 2, minSize: 1);
            return [draw.Uniform(table), draw.Indices(draw.Shape(maxRank: 2), table[0])];
        }, inputs => inputs[1].Embedding(inputs[0])),
        new("OneHot", draw => [draw.Indices(draw.Shape(), 7)], inputs => inputs[0].OneHot(7)) { Op = typeof(OneHotOp.Node) },
        new("To", draw => [draw.Indices(draw.Shape(), 300)], inputs => inputs[0].To(DType.Float32)) { Op = typeof(ToOp.Node) },
        new("Dropout", draw => [draw.Uniform(draw.Shape())], inputs => new DropoutOp.Node(inputs[0], 0.6, new RandomPosition(1, 2, 3), 4).Call())
        {
            NoGolden = "PyTorch draws other masks; DropoutTests compares with the definition",
        },
        new("SpatialDropout", draw => [draw.Uniform(draw.Shape(2))], inputs => new GroupDropoutOp("SpatialDropout", inputs[0], true, 0.6, new RandomPosition(1, 2, 3), 4).Call())
        {
            NoGolden = "PyTorch draws other masks; GroupDropoutTests compares with the definition",
        },
        new("DropPath", draw => [draw.Uniform(draw.Shape(1))], inputs => new GroupDropoutOp("DropPath", inputs[0], false, 0.6, new RandomPosition(1, 2, 3), 4).Call())
        {
            NoGolden = "PyTorch draws other masks; GroupDropoutTests compares with the definition",
        },
        One("Softmax", 1, x => x.Softmax()),
        One("SoftmaxFirst", 2, x => x.Softmax(axis: 0)),
        One("LogSoftmax", 1, x => x.LogSoftmax()),
        One("LogSoftmaxFirst", 2, x => x.LogSoftmax(axis: 0)),
    ];

    private static OpSample One(string name, int minRank, Func<Tensor, Tensor> f, int minSize = 0) =>
        new(name, draw => [draw.Uniform(draw.Shape(minRank, Math.Max(minRank, 4), minSize))], inputs => f(inputs[0]));

    private static Tensor[] Alike(OperandDraw draw, int axis)
    {
        var shape = draw.Shape(minRank: 1);
        return [draw.Uniform(shape), draw.Uniform(shape.With(axis, draw.Size()))];
    }

    private static OpSample LookUp(string name, int axis, Func<Tensor, Tensor, Tensor> f) => new(name, draw =>
    {
        var shape = draw.Shape(minRank: 1, maxRank: 3, minSize: 1);
        return [draw.Uniform(shape), draw.Indices(draw.Shape(maxRank: 2), shape[axis])];
    }, inputs => f(inputs[0], inputs[1]));
}
