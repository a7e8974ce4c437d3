using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// An optimizer's update alone, of the 11,181,642 parameters of ResNet-18 (He et al., 2015) with 10 classes in their 62 tensors.
/// Gradients are given and stay.
/// </summary>
internal sealed class OptimizerWorkload : Workload
{
    private readonly Func<Optimizer> _make;
    private readonly Cost _cost;
    private readonly double _streams;
    private readonly JsonObject _settings;
    private readonly List<(string Name, Parameter Parameter)> _parameters = [];
    private Optimizer _optimizer = null!;

    private OptimizerWorkload(string name, Func<Optimizer> make, JsonObject settings, int states, Cost cost)
    {
        (Name, _make, _settings, _cost, _streams) = (name, make, settings, cost, 2 + states);
    }

    public override string Name { get; }

    public override IReadOnlyList<Cost> Costs => [_cost];

    public override double WorkingSet => sizeof(float) * _streams * Count;

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "optimizer",
        ["shapes"] = new JsonArray([.. Shapes().Select(s => (JsonNode)new JsonArray([.. s.Select(d => (JsonNode)d)]))]),
        ["optimizer"] = _settings.DeepClone(),
    };

    public override IEnumerable<float[]> Inputs
    {
        get
        {
            foreach (var (_, parameter) in _parameters)
            {
                yield return parameter.ToArray<float>();
                yield return parameter.Grad!.ToArray<float>();
            }
        }
    }

    private static double Count { get; } = Shapes().Sum(s => s.Aggregate(1.0, (a, d) => a * d));

    /// <summary>w −= α·g: reads w and g, writes w.</summary>
    public static OptimizerWorkload Sgd { get; } = new("optim-sgd", () => new SGD(0.01),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.01 }, 0, new("sgd", 2 * Count, 3 * sizeof(float) * Count, Traffic.Update));

    /// <summary>v = μ·v + g; w −= α·v: reads w, g, v, writes w, v.</summary>
    public static OptimizerWorkload Momentum { get; } = new("optim-momentum", () => new Momentum(0.01, 0.9),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.01, ["momentum"] = 0.9 }, 1, new("momentum", 4 * Count, 5 * sizeof(float) * Count, Traffic.Update));

    /// <summary>As momentum, and g + μ·v is the step.</summary>
    public static OptimizerWorkload Nesterov { get; } = new("optim-nesterov", () => new Nesterov(0.01, 0.9),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.01, ["momentum"] = 0.9, ["nesterov"] = true }, 1, new("nesterov", 6 * Count, 5 * sizeof(float) * Count, Traffic.Update));

    public static OptimizerWorkload Adam { get; } = new("optim-adam", () => new Adam(1e-3),
        new JsonObject { ["name"] = "Adam", ["lr"] = 1e-3 }, 2, AdamCost(Count));

    public static OptimizerWorkload AdamW { get; } = new("optim-adamw", () => new AdamW(1e-3, weightDecay: 0.01),
        new JsonObject { ["name"] = "AdamW", ["lr"] = 1e-3, ["weight_decay"] = 0.01 }, 2, AdamCost(Count) with { Operation = "adamw" });

    /// <summary>Reads w, g, m, s and writes w, m, s; two averages (3 and 4 operations), root, correction, ε, quotient, product, difference.</summary>
    public static Cost AdamCost(double parameters) => new("adam", 13 * parameters, 7 * sizeof(float) * parameters, Traffic.Update);

    public override void Prepare()
    {
        _parameters.Clear();
        var stream = 0;
        foreach (var dims in Shapes())
        {
            var parameter = new Parameter(new Shape(dims), new Constant(0));
            Numbers.FillSpread(parameter.Span<float>(), stream++);
            _parameters.Add(($"p{_parameters.Count}", parameter));
        }

        _optimizer = _make();
        _optimizer.Attach(_parameters);
        GiveGradients();
        foreach (var (_, parameter) in _parameters) Numbers.FillSpread(parameter.Grad!.Span<float>(), stream++);
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _optimizer.Update();
            GiveGradients();
        }
    }

    public override CheckResult Check()
    {
        var before = Values();
        Run(3);
        var result = new CheckResult(Numbers.Norm(before[0]), Values(), before);
        Prepare();
        return result;
    }

    private float[][] Values() => [.. _parameters.Select(p => p.Parameter.ToArray<float>())];

    /// <summary>An update forgets the gradients; their memory and numbers are still there.</summary>
    private unsafe void GiveGradients()
    {
        foreach (var (_, parameter) in _parameters) parameter.GradForWriting<float>(out _);
    }

    private static IEnumerable<int[]> Shapes()
    {
        yield return [64, 3, 7, 7];
        yield return [64];
        yield return [64];
        int[] widths = [64, 128, 256, 512];
        var from = 64;
        foreach (var to in widths)
        {
            for (var block = 0; block < 2; block++)
            {
                yield return [to, block == 0 ? from : to, 3, 3];
                yield return [to];
                yield return [to];
                yield return [to, to, 3, 3];
                yield return [to];
                yield return [to];
                if (block > 0 || from == to) continue;
                yield return [to, from, 1, 1];
                yield return [to];
                yield return [to];
            }

            from = to;
        }

        yield return [10, 512];
        yield return [10];
    }
}
