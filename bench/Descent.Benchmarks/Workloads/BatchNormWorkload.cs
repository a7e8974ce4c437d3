using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// Batch normalization in training, of [128, 32, 32, 64] numbers (33 MB), as a layer of a network does it, with or without the ReLU behind it: either
/// the forward pass alone, or the backward pass alone from a given gradient of the output.
/// </summary>
/// <param name="name">The row's name.</param>
/// <param name="relu">Whether the ReLU is there.</param>
/// <param name="backward">Whether the backward pass is measured, not the forward pass.</param>
internal sealed class BatchNormWorkload(string name, bool relu, bool backward) : Workload
{
    private static readonly int[] s_shape = [128, 32, 32, 64];

    private Tensor _x = null!, _y = null!;
    private BatchNorm2d _layer = null!;

    public override string Name => name;

    // Forward: x is read for the statistics, and read again while y is written. Backward: x and dy for two sums, and again while dx is written.
    public override IReadOnlyList<Cost> Costs => backward
        ? [new("sums", 4 * Elements, 2 * Bytes, Traffic.Read), new("gradient", 6 * Elements, 3 * Bytes, Traffic.Triad)]
        : [new("statistics", 3 * Elements, Bytes, Traffic.Read), new("normalization", 3 * Elements, 2 * Bytes, Traffic.Copy)];

    public override double WorkingSet => (backward ? 3 : 2) * Bytes;

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "batch_norm",
        ["relu"] = relu,
        ["backward"] = backward,
        ["shape"] = new JsonArray([.. s_shape.Select(d => (JsonNode)d)]),
    };

    public override IEnumerable<float[]> Inputs => [_x.ToArray<float>(), Numbers.Spread(new Shape(s_shape), stream: 2).ToArray<float>()];

    private static double Elements => s_shape.Aggregate(1.0, (a, d) => a * d);

    private static double Bytes => sizeof(float) * Elements;

    public override unsafe void Prepare()
    {
        _x = Numbers.Spread(new Shape(s_shape), stream: 1);
        _layer = new BatchNorm2d(s_shape[^1]);
        if (!backward) return;
        _x.RequiresGrad = true;
        _y = Normalize();
        _y.GradForWriting<float>(out _);
        Numbers.FillSpread(_y.Grad!.Span<float>(), stream: 2);
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            using var step = new Step();
            Once();
        }
    }

    public override CheckResult Check()
    {
        using var step = new Step();
        var result = Once().ToArray<float>();
        return new CheckResult(Numbers.Norm(result), [result], null);
    }

    private Tensor Once()
    {
        if (backward)
        {
            foreach (var input in _y.Producer!.Inputs) input?.ClearGrad();
            _y.Producer.RunBackward();
            return _x.Grad!;
        }

        using var noGrad = new NoGrad();
        return Normalize();
    }

    private Tensor Normalize() => relu ? _layer.Forward(_x, Activation.ReLU) : _layer.Forward(_x);
}
