using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// One tensor operation, forward alone, as a user calls it: in a step, nothing recorded. Each operand and the result pass once.
/// </summary>
/// <param name="name">The row's name.</param>
/// <param name="operation">What the peer calls it.</param>
/// <param name="shape">The operands' shape.</param>
/// <param name="operands">One or two.</param>
/// <param name="flopsPerElement">Operations an element of an operand.</param>
/// <param name="results">Elements of the result.</param>
/// <param name="compute">The operation; one that takes one operand ignores the second.</param>
internal sealed class OpWorkload(string name, string operation, int[] shape, int operands, double flopsPerElement, long results, Func<Tensor, Tensor, Tensor> compute) : Workload
{
    private Tensor _a = null!, _b = null!;

    public override string Name => name;

    public override IReadOnlyList<Cost> Costs =>
        [new(operation, flopsPerElement * Elements, WorkingSet, results < Elements / 8 ? Traffic.Read : operands == 2 ? Traffic.Triad : Traffic.Copy)];

    public override double WorkingSet => sizeof(float) * (operands * Elements + results);

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "op",
        ["op"] = operation,
        ["operands"] = operands,
        ["shape"] = new JsonArray([.. shape.Select(d => (JsonNode)d)]),
    };

    public override IEnumerable<float[]> Inputs => operands == 2 ? [_a.ToArray<float>(), _b.ToArray<float>()] : [_a.ToArray<float>()];

    private double Elements => shape.Aggregate(1.0, (a, d) => a * d);

    public override void Prepare()
    {
        _a = Numbers.Spread(new Shape(shape), stream: 1);
        _b = operands == 2 ? Numbers.Spread(new Shape(shape), stream: 2) : _a;
    }

    public override void Run(int steps)
    {
        using var noGrad = new NoGrad();
        for (var i = 0; i < steps; i++)
        {
            using var step = new Step();
            compute(_a, _b);
        }
    }

    public override CheckResult Check()
    {
        using var noGrad = new NoGrad();
        using var step = new Step();
        var result = compute(_a, _b).ToArray<float>();
        return new CheckResult(Numbers.Norm(result), [result], null);
    }
}
