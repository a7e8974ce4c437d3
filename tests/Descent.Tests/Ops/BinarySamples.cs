using Descent.Ops;
using Descent.Tests.Support;

namespace Descent.Tests.Ops;

/// <summary>Functions of two numbers, comparisons and choices, with broadcasting.</summary>
public sealed class BinarySamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Binary("Add", (a, b) => a + b),
        Binary("Sub", (a, b) => a - b),
        Binary("Mul", (a, b) => a * b),
        Binary("Div", (a, b) => a / b, 0.5, 3),
        Binary("Pow", (a, b) => a.Pow(b), 0.3, 2.5),
        Extreme("Minimum", (a, b) => a.Minimum(b)),
        Extreme("Maximum", (a, b) => a.Maximum(b)),
        new(
            "Where",
            draw =>
            {
                var whole = draw.Shape();
                return [draw.Mask(draw.Part(whole)), draw.Uniform(draw.Part(whole)), draw.Uniform(draw.Part(whole))];
            },
            inputs => Tensor.Where(inputs[0], inputs[1], inputs[2])),
        Compare<GreaterOp.Fn>("Greater", (a, b) => a.Greater(b)),
        Compare<GreaterOrEqualOp.Fn>("GreaterOrEqual", (a, b) => a.GreaterOrEqual(b)),
        Compare<LessOp.Fn>("Less", (a, b) => a.Less(b)),
        Compare<LessOrEqualOp.Fn>("LessOrEqual", (a, b) => a.LessOrEqual(b)),
        Compare<EqualToOp.Fn>("EqualTo", (a, b) => a.EqualTo(b)),
        Compare<NotEqualToOp.Fn>("NotEqualTo", (a, b) => a.NotEqualTo(b)),
    ];

    private static OpSample Binary(string name, Func<Tensor, Tensor, Tensor> f, double low = -2, double high = 2) => new(
        name,
        draw =>
        {
            var (a, b) = draw.BroadcastPair();
            return [draw.Uniform(a, low, high), draw.Uniform(b, low, high)];
        },
        inputs => f(inputs[0], inputs[1]));

    // Numbers of one operand lie on a grid, those of the other between its points: no ties.
    private static OpSample Extreme(string name, Func<Tensor, Tensor, Tensor> f) => Grids(name, f, 0.5) with { CanShare = false };

    private static OpSample Compare<TFn>(string name, Func<Tensor, Tensor, Tensor> f)
        where TFn : struct => Grids(name, f, 0) with { Op = typeof(CompareOp<>).MakeGenericType(typeof(TFn)) };

    private static OpSample Grids(string name, Func<Tensor, Tensor, Tensor> f, double offset) => new(
        name,
        draw =>
        {
            var (a, b) = draw.BroadcastPair();
            return [draw.Grid(a, 0), draw.Grid(b, offset)];
        },
        inputs => f(inputs[0], inputs[1]));
}
