using Descent.Tests.Support;

namespace Descent.Tests.Ops;

/// <summary>Reductions. The axes are a function of the operand's rank, so that every kind of pattern comes up.</summary>
public sealed class ReduceSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Reduce("Sum, all", x => x.Sum()),
        Reduce("Sum, last", x => x.Sum(-1), minRank: 1),
        Reduce("Sum, first", x => x.Sum(keepDims: true, 0), minRank: 1),
        Reduce("Sum, middle", x => x.Sum(1), minRank: 3),
        Reduce("Sum, first and last", x => x.Sum(0, -1), minRank: 3),
        Reduce("Sum, second and last", x => x.Sum(keepDims: true, 1, -1), minRank: 4),
        Reduce("Mean, all", x => x.Mean(), minSize: 1),
        Reduce("Mean, last", x => x.Mean(keepDims: true, -1), minRank: 1, minSize: 1),
        Reduce("Mean, first two", x => x.Mean(0, 1), minRank: 2, minSize: 1),
        Reduce("Variance, all", x => x.Variance(), minRank: 1, minSize: 2),
        Reduce("Variance, last, biased", x => x.Variance([-1], correction: 0, keepDims: true), minRank: 1, minSize: 1),
        Reduce("Variance, first", x => x.Variance([0]), minRank: 1, minSize: 2),
        Reduce("Variance, first and last", x => x.Variance([0, -1], correction: 0), minRank: 3, minSize: 1),
        Distinct("Max, all", x => x.Max()),
        Distinct("Max, last", x => x.Max(-1)),
        Distinct("Max, first", x => x.Max(keepDims: true, 0)),
        Distinct("Min, all", x => x.Min()),
        Distinct("Min, first and last", x => x.Min(0, -1), minRank: 2),
        Reduce("LogSumExp, all", x => x.LogSumExp(), minSize: 1),
        Reduce("LogSumExp, last", x => x.LogSumExp(-1), minRank: 1, minSize: 1),
        Reduce("LogSumExp, middle", x => x.LogSumExp(keepDims: true, 1), minRank: 3, minSize: 1),
        Distinct("ArgMax, last", x => x.ArgMax()) with { Op = typeof(ArgMaxOp.Node) },
        Distinct("ArgMax, first", x => x.ArgMax(0, keepDims: true)) with { Op = typeof(ArgMaxOp.Node) },
        Distinct("ArgMin, last", x => x.ArgMin(-1)) with { Op = typeof(ArgMinOp.Node) },
    ];

    private static OpSample Reduce(string name, Func<Tensor, Tensor> f, int minRank = 0, int minSize = 0) =>
        new(name, draw => [draw.Uniform(draw.Shape(minRank, Math.Max(minRank, 4), minSize))], inputs => f(inputs[0]));

    private static OpSample Distinct(string name, Func<Tensor, Tensor> f, int minRank = 1) =>
        new(name, draw => [draw.Distinct(draw.Shape(minRank, Math.Max(minRank, 4), 1))], inputs => f(inputs[0]));
}
