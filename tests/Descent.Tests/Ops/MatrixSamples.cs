using Descent.Tests.Support;

namespace Descent.Tests.Ops;

public sealed class MatrixSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        new("Linear", draw => LinearInputs(draw, true), inputs => inputs[0].Linear(inputs[1], inputs[2])),
        new("Linear without bias", draw => LinearInputs(draw, false), inputs => inputs[0].Linear(inputs[1])),
        new("Linear, ReLU", draw => LinearInputs(draw, true), inputs => inputs[0].Linear(inputs[1], inputs[2], Activation.ReLU)),
        MatMul("MatMul", false, false),
        MatMul("MatMul, a transposed", true, false),
        MatMul("MatMul, b transposed", false, true),
        MatMul("MatMul, both transposed", true, true),
    ];

    private static Tensor[] LinearInputs(OperandDraw draw, bool bias)
    {
        var inputs = draw.Size();
        var outputs = draw.Size();
        var x = draw.Uniform([.. draw.Shape(0, 2, mostElements: 16).ToArray(), inputs]);
        var w = draw.Uniform([outputs, inputs]);
        return bias ? [x, w, draw.Uniform([outputs])] : [x, w];
    }

    private static OpSample MatMul(string name, bool transposeA, bool transposeB) => new(
        name,
        draw =>
        {
            int m = draw.Size(), k = draw.Size(), n = draw.Size();
            var batch = draw.Shape(0, 2, mostElements: 16);
            return
            [
                draw.Uniform([.. draw.Part(batch).ToArray(), transposeA ? k : m, transposeA ? m : k], -1, 1),
                draw.Uniform([.. draw.Part(batch).ToArray(), transposeB ? n : k, transposeB ? k : n], -1, 1),
            ];
        },
        inputs => inputs[0].MatMul(inputs[1], transposeA, transposeB));
}
