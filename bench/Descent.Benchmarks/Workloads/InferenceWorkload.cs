using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// A forward pass of one of the library's networks on photographs, ready to predict: in evaluation mode, unrecorded, batch normalization folded. What it must do at
/// least are its convolutions and dense layers, each operand once.
/// </summary>
internal sealed class InferenceWorkload(string network, int batch) : Workload
{
    private const int Side = 224, ClassCount = 1000;

    private static readonly string[] s_networks = ["squeezenet1_1", "mobilenet_v2", "resnet18"];

    private IReadOnlyList<Cost>? _costs;
    private Module _model = null!;
    private Inference _inference = null!;
    private Tensor _x = null!;

    public static IReadOnlyList<InferenceWorkload> All { get; } = [.. s_networks.SelectMany(network => new[] { new InferenceWorkload(network, 1), new InferenceWorkload(network, 16) })];

    public override string Name => $"{network}-{batch}";

    public override int Samples => batch;

    public override IReadOnlyList<Cost> Costs => _costs ??= Count();

    public override double WorkingSet => Costs.Sum(c => c.Bytes);

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "inference",
        ["network"] = network,
        ["batch"] = batch,
        ["size"] = Side,
        ["classes"] = ClassCount,
    };

    public override IEnumerable<float[]> Inputs =>
        [.. _model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Parameter.ToState().ToArray<float>()), _x.ToArray<float>()];

    public override void Prepare()
    {
        _model = LibraryModel.Find(network)!.Make([Side, Side, 3], ClassCount);
        _model.Initialize(seed: 1);
        _inference = new Inference(_model, [Side, Side, 3]);
        _x = Numbers.Spread([batch, Side, Side, 3], stream: 1);
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++) _inference.Forward(_x);
    }

    public override CheckResult Check()
    {
        var result = _inference.Forward(_x).ToArray<float>();
        return new CheckResult(Numbers.Norm(result), [result], null);
    }

    private List<Cost> Count()
    {
        if (_model is null) Prepare();
        var costs = new List<Cost>();
        var input = 0L;
        foreach (var row in _model!.Summary([Side, Side, 3]).Rows)
        {
            var output = row.Output?.Size ?? 0;
            if (row.MultiplyAdds > 0)
                costs.Add(new($"{row.Layer} forward", 2.0 * batch * row.MultiplyAdds, sizeof(float) * (batch * (double)(input + output) + row.Parameters), Traffic.Triad));
            input = output;
        }

        return costs;
    }
}
