using Descent.Tests.Support;

namespace Descent.Tests.Losses;

/// <summary>
/// The samples of losses. Targets get no gradient, so they are drawn as integers and turned to numbers in the call: 1024ths for
/// probabilities, halves for values. The golden script does the same.
/// </summary>
public sealed class LossSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Index("CrossEntropy", _ => new CrossEntropy()),
        Index("CrossEntropy, sum", _ => new CrossEntropy(reduction: Reduction.Sum)),
        Index("CrossEntropy, smoothed", _ => new CrossEntropy(labelSmoothing: 0.1)),
        Index("CrossEntropy, weighted", classes => new CrossEntropy(Weights(classes))),
        Index("CrossEntropy, ignored", _ => new CrossEntropy(ignoredIndex: 0)),
        Index("CrossEntropy, everything", classes => new CrossEntropy(Weights(classes), 0.2, 0)),
        Index("CrossEntropy, everything, sum", classes => new CrossEntropy(Weights(classes), 0.2, 0, Reduction.Sum)),
        Soft("CrossEntropy, distribution", _ => new CrossEntropy()),
        Soft("CrossEntropy, distribution, sum", _ => new CrossEntropy(reduction: Reduction.Sum)),
        Soft("CrossEntropy, distribution, smoothed and weighted", classes => new CrossEntropy(Weights(classes), 0.2)),
        Index("CrossEntropyFromProbabilities", _ => new CrossEntropyFromProbabilities(), probabilities: true),
        Soft("CrossEntropyFromProbabilities, distribution", _ => new CrossEntropyFromProbabilities(), probabilities: true),
        Soft("CrossEntropyFromProbabilities, distribution, sum", _ => new CrossEntropyFromProbabilities(Reduction.Sum), probabilities: true),
        Soft("KLDivergence", _ => new KLDivergence()),
        Soft("KLDivergence, sum", _ => new KLDivergence(Reduction.Sum)),
        Soft("KLDivergenceFromLogProbabilities", _ => new KLDivergenceFromLogProbabilities()),
        Soft("KLDivergenceFromLogProbabilities, sum", _ => new KLDivergenceFromLogProbabilities(Reduction.Sum)),

        Pairs("BinaryCrossEntropy", new BinaryCrossEntropy(), 1025, 1.0 / 1024, 0),
        Pairs("BinaryCrossEntropy, sum", new BinaryCrossEntropy(reduction: Reduction.Sum), 1025, 1.0 / 1024, 0),
        Pairs("BinaryCrossEntropy, positive weight", new BinaryCrossEntropy(positiveWeight: 2.5), 1025, 1.0 / 1024, 0),
        Labels("BinaryCrossEntropy, labels", new BinaryCrossEntropy()),
        Pairs("BinaryCrossEntropyFromProbabilities", new BinaryCrossEntropyFromProbabilities(), 1025, 1.0 / 1024, 0, probabilities: true),
        Pairs("BinaryCrossEntropyFromProbabilities, sum", new BinaryCrossEntropyFromProbabilities(Reduction.Sum), 1025, 1.0 / 1024, 0, probabilities: true),

        Pairs("MeanSquaredError", new MeanSquaredError(), 5, 0.5, -1),
        Pairs("MeanSquaredError, sum", new MeanSquaredError(Reduction.Sum), 5, 0.5, -1),
        Pairs("MeanAbsoluteError", new MeanAbsoluteError(), 5, 0.5, -1, kinks: [-1, -0.5, 0, 0.5, 1]),
        Pairs("MeanAbsoluteError, sum", new MeanAbsoluteError(Reduction.Sum), 5, 0.5, -1, kinks: [-1, -0.5, 0, 0.5, 1]),
        Pairs("Huber", new Huber(), 5, 0.5, -1, kinks: [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]),
        Pairs("Huber, delta, sum", new Huber(0.75, Reduction.Sum), 5, 0.5, -1, kinks: [-1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75]),
        Pairs("Hinge", new Hinge(), 2, 2, -1, kinks: [-1, 1]),
        Labels("Hinge, labels", new Hinge(0.5, Reduction.Sum), kinks: [-0.5, 0.5]),

        // Scores are 0.04 apart, give or take 0.012: no two differ by the margin.
        new("Hinge, classes", draw => [draw.Distinct(Classes(draw, out var rows)), ClassesOf(draw, rows)], inputs => new Hinge(1.02).Compute(inputs[0], inputs[1])),
        new("Hinge, classes, sum", draw => [draw.Distinct(Classes(draw, out var rows)), ClassesOf(draw, rows)], inputs => new Hinge(1.02, Reduction.Sum).Compute(inputs[0], inputs[1])),
    ];

    /// <summary>Some weights for any number of classes.</summary>
    public static double[] Weights(int classes) => [.. Enumerable.Range(0, classes).Select(c => 0.5 + 0.25 * (c % 4))];

    /// <summary>Integers as numbers: value·unit + offset.</summary>
    public static Tensor Scaled(Tensor integers, double unit, double offset, DType type)
    {
        var values = Array.ConvertAll(integers.ToArray<int>(), v => v * unit + offset);
        return type == DType.Float64 ? Tensor.From(values, integers.Shape) : Tensor.From(Array.ConvertAll(values, v => (float)v), integers.Shape);
    }

    private int _classes;

    private Shape Classes(OperandDraw draw, out Shape rows)
    {
        rows = draw.Shape(1, 3, minSize: 1, mostElements: 300);
        _classes = draw.Size(2);
        return [.. rows.ToArray(), _classes];
    }

    private Tensor ClassesOf(OperandDraw draw, Shape rows) => draw.Indices(rows, _classes);

    private static Tensor Drawn(OperandDraw draw, Shape shape, bool probabilities, params double[] kinks) =>
        probabilities ? draw.Uniform(shape, 0.05, 0.95) : draw.Uniform(shape, -3, 3, kinks);

    private OpSample Index(string name, Func<int, Loss> loss, bool probabilities = false) => new(
        name,
        draw => [Drawn(draw, Classes(draw, out var rows), probabilities), ClassesOf(draw, rows)],
        inputs => loss(inputs[0].Shape[^1]).Compute(inputs[0], inputs[1]));

    private OpSample Soft(string name, Func<int, Loss> loss, bool probabilities = false) => new(
        name,
        draw =>
        {
            var shape = Classes(draw, out _);
            return [Drawn(draw, shape, probabilities), draw.Indices(shape, 1025)];
        },
        inputs => loss(inputs[0].Shape[^1]).Compute(inputs[0], Scaled(inputs[1], 1.0 / 1024, 0, inputs[0].Type)));

    private static OpSample Pairs(string name, Loss loss, int bound, double unit, double offset, bool probabilities = false, double[]? kinks = null) => new(
        name,
        draw =>
        {
            var shape = draw.Shape(minSize: 1);
            return [Drawn(draw, shape, probabilities, kinks ?? []), draw.Indices(shape, bound)];
        },
        inputs => loss.Compute(inputs[0], Scaled(inputs[1], unit, offset, inputs[0].Type)));

    private static OpSample Labels(string name, Loss loss, double[]? kinks = null) => new(
        name,
        draw =>
        {
            var rows = draw.Shape(1, 2, minSize: 1);
            return [Drawn(draw, draw.Int(0, 1) == 0 ? rows : [.. rows.ToArray(), 1], false, kinks ?? []), draw.Indices(rows, 2)];
        },
        inputs => loss.Compute(inputs[0], inputs[1]));
}
