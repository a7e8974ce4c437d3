using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// A training step of a fully connected network with ReLU, and dropout if asked, under Adam.
/// </summary>
internal sealed class MlpWorkload(string name, int batch, int[] sizes, double drop) : StepWorkload
{
    private const double LearningRate = 1e-3;

    public override string Name => name;

    public override int Batch => batch;

    public override IReadOnlyList<Cost> Costs => [.. StepCosts()];

    // Weights, gradients and Adam's two moments; activations and their gradients.
    public override double WorkingSet => sizeof(float) * (4.0 * Parameters + 2.0 * batch * sizes.Sum());

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "mlp",
        ["batch"] = batch,
        ["sizes"] = new JsonArray([.. sizes.Select(s => (JsonNode)s)]),
        ["drop"] = drop,
        ["lr"] = LearningRate,
    };

    public override IEnumerable<float[]> Inputs
    {
        get
        {
            foreach (var (_, parameter) in Model.NamedParameters()) yield return parameter.ToArray<float>();
            yield return X.ToArray<float>();
            yield return [.. Y.ToArray<int>().Select(c => (float)c)];
        }
    }

    private int Layers => sizes.Length - 1;

    private double Parameters => Enumerable.Range(0, Layers).Sum(i => (sizes[i] + 1.0) * sizes[i + 1]);

    protected override Shape Input => [sizes[0]];

    protected override int Classes => sizes[^1];

    protected override Optimizer MakeOptimizer() => new Adam(LearningRate);

    protected override Module MakeModel()
    {
        var layers = new List<Module>();
        for (var i = 0; i < Layers; i++)
        {
            layers.Add(new Linear(sizes[i], sizes[i + 1]));
            if (i == Layers - 1) break;
            layers.Add(new ReLU());
            if (drop > 0) layers.Add(new Dropout(drop: drop));
        }

        return new Sequential([.. layers]);
    }

    public override CheckResult Check()
    {
        foreach (var (_, module) in Model.NamedModules())
            if (module is Dropout) module.Eval();
        var before = Values();
        double initial;
        using (new Step()) initial = Loss.Compute(Model.Forward(X), Y).Item();
        Run(3);
        var result = new CheckResult(initial, Values(), before);
        Prepare();
        return result;
    }

    private float[][] Values() => [.. Model.NamedParameters().Select(p => p.Parameter.ToArray<float>())];

    private IEnumerable<Cost> StepCosts()
    {
        const double f = sizeof(float);
        for (var i = 0; i < Layers; i++)
        {
            double from = sizes[i], to = sizes[i + 1], rows = batch;
            var hidden = i < Layers - 1;
            // y = relu(x·wᵀ + b): bias and ReLU ride along.
            yield return new($"linear {i} forward", 2 * rows * from * to + (hidden ? 2 : 1) * rows * to, f * (rows * from + from * to + to + rows * to), Traffic.Triad);
            // dw = dyᵀ·x; db = column sums of dy, which is in the cache by then.
            yield return new($"linear {i} weight gradient", 2 * rows * from * to + rows * to, f * (rows * to + rows * from + from * to + to), Traffic.Triad);
            // dx = dy·w, except for the data.
            if (i > 0) yield return new($"linear {i} input gradient", 2 * rows * from * to, f * (rows * to + from * to + rows * from), Traffic.Triad);
            if (!hidden) continue;
            // The ReLU's gradient reads y and changes dy in place; dropout changes y, and later dy, in place, its mask being drawn anew.
            yield return new($"relu {i} gradient", rows * to, f * 3 * rows * to, Traffic.Update);
            if (drop > 0) yield return new($"dropout {i}, both ways", 4 * rows * to, f * 4 * rows * to, Traffic.Update);
        }

        // Softmax and logarithm: maximum, difference, exponential, sum, quotient a logit; reads logits, writes their gradient.
        yield return new("cross-entropy", 5.0 * batch * sizes[^1], f * 2 * batch * sizes[^1], Traffic.Copy);
        yield return OptimizerWorkload.AdamCost(Parameters);
    }
}
