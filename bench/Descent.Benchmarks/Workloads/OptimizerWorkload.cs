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

    private static double Count => Shapes().Sum(s => s.Aggregate(1.0, (a, d) => a * d));

    /// <summary>
    /// Every optimizer. Bytes: w and g and each state are read, w and each state written; 4 bytes each. LAMB needs the norm of its direction
    /// before the first weight may change, so that it reads w and its two states a second time.
    /// </summary>
    public static IReadOnlyList<OptimizerWorkload> All { get; } =
    [
        Of("sgd", () => new SGD(0.01), new() { ["name"] = "SGD", ["lr"] = 0.01 }, 0, 2),
        Of("momentum", () => new Momentum(0.01, 0.9), new() { ["name"] = "SGD", ["lr"] = 0.01, ["momentum"] = 0.9 }, 1, 4),
        Of("nesterov", () => new Nesterov(0.01, 0.9), new() { ["name"] = "SGD", ["lr"] = 0.01, ["momentum"] = 0.9, ["nesterov"] = true }, 1, 6),
        Of("rmsprop", () => new RMSprop(0.01), new() { ["name"] = "RMSprop", ["lr"] = 0.01 }, 1, 9),
        Of("adam", () => new Adam(1e-3), new() { ["name"] = "Adam", ["lr"] = 1e-3 }, 2, AdamFlops),
        Of("adamw", () => new AdamW(1e-3, weightDecay: 0.01), new() { ["name"] = "AdamW", ["lr"] = 1e-3, ["weight_decay"] = 0.01 }, 2, AdamFlops + 1),
        Of("amsgrad", () => new AMSGrad(1e-3), new() { ["name"] = "Adam", ["lr"] = 1e-3, ["amsgrad"] = true }, 3, AdamFlops + 1),
        Of("nadam", () => new NAdam(2e-3), new() { ["name"] = "NAdam", ["lr"] = 2e-3 }, 2, AdamFlops + 3),
        Of("adamax", () => new Adamax(2e-3), new() { ["name"] = "Adamax", ["lr"] = 2e-3 }, 2, 10),
        Of("adagrad", () => new Adagrad(0.01), new() { ["name"] = "Adagrad", ["lr"] = 0.01 }, 1, 7),
        Of("adadelta", () => new Adadelta(), new() { ["name"] = "Adadelta" }, 2, 15),
        Of("lion", () => new Lion(1e-4), new() { ["name"] = "Lion", ["lr"] = 1e-4 }, 1, 9),
        Of("lamb", () => new LAMB(1e-3), new() { ["name"] = "LAMB", ["lr"] = 1e-3 }, 2, 23, readAgain: 3),
    ];

    /// <summary>Adam's update of so many parameters, as part of a training step.</summary>
    public static Cost AdamCost(double parameters) => new("adam", AdamFlops * parameters, 7 * sizeof(float) * parameters, Traffic.Update);

    // Two averages (3 and 4 operations), root, correction, ε, quotient, product, difference.
    private const double AdamFlops = 13;

    private static OptimizerWorkload Of(string name, Func<Optimizer> make, JsonObject settings, int states, double flops, int readAgain = 0) =>
        new($"optim-{name}", make, settings, states, new(name, flops * Count, (3 + 2 * states + readAgain) * sizeof(float) * Count, Traffic.Update));

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
