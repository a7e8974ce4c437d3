using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// A training step of an image network, on ten classes. What it must do at least is counted over the operations of its forward pass.
/// </summary>
internal sealed class NetworkWorkload(string name, Func<Module> make, int batch, int size, int channels, Func<Optimizer> optimizer, JsonObject peerOptimizer, double optimizerArrays) : StepWorkload
{
    private const int ClassCount = 10;

    /// <summary>What the peer calls the network, where that is not the name; null where it is.</summary>
    public string? PeerNetwork { get; init; }

    private IReadOnlyList<Cost>? _costs;
    private double _workingSet;

    public static NetworkWorkload Cnn { get; } = MakeCnn("cnn");

    public static NetworkWorkload ResNet20 { get; } = new("resnet20", () => ResNet.Cifar(20, ClassCount), 128, 32, 3, () => new Momentum(0.1, 0.9, weightDecay: 5e-4),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.1, ["momentum"] = 0.9, ["weight_decay"] = 5e-4 }, 5);

    public static NetworkWorkload ResNet18 { get; } = new("resnet18", () => ResNet.ResNet18(ClassCount), 16, 128, 3, () => new Momentum(0.1, 0.9),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.1, ["momentum"] = 0.9 }, 5);

    /// <summary>A step of fine-tuning: photographs at the size they are published for.</summary>
    public static NetworkWorkload ResNet18At224 { get; } = new("resnet18-224", () => ResNet.ResNet18(ClassCount), 16, 224, 3, () => new Momentum(0.1, 0.9),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.1, ["momentum"] = 0.9 }, 5)
    { PeerNetwork = "resnet18" };

    public override string Name => name;

    public override int Batch => batch;

    public override IReadOnlyList<Cost> Costs => _costs ??= Count();

    public override double WorkingSet
    {
        get
        {
            _ = Costs;
            return _workingSet;
        }
    }

    // Rounding decides on which side of zero some inputs of ReLUs fall, and each that changes sides changes gradients. PyTorch's own two
    // memory formats differ by 4e-3 on resnet20.
    public override double ArrayTolerance => 3e-2;

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "network",
        ["network"] = PeerNetwork ?? name,
        ["batch"] = batch,
        ["size"] = size,
        ["channels"] = channels,
        ["optimizer"] = peerOptimizer.DeepClone(),
    };

    public override IEnumerable<float[]> Inputs
    {
        get
        {
            foreach (var values in Values()) yield return values;
            yield return X.ToArray<float>();
            yield return [.. Y.ToArray<int>().Select(c => (float)c)];
        }
    }

    protected override Shape Input => [size, size, channels];

    protected override int Classes => ClassCount;

    protected override Module MakeModel() => make();

    protected override Optimizer MakeOptimizer() => optimizer();

    public static NetworkWorkload MakeCnn(string name, StepCare? care = null, int repeats = 1) =>
        new(name, () => new Cnn(ClassCount), 128, 28, 1, () => new Adam(1e-3), new JsonObject { ["name"] = "Adam", ["lr"] = 1e-3 }, 7) { Care = care, Repeats = repeats, Without = care is null ? null : MakeCnn("cnn", repeats: repeats) };

    /// <summary>
    /// The loss and all gradients. Not weights after steps: a bias in front of a batch normalization has no gradient but rounding errors,
    /// whose signs Adam would blow up to whole steps.
    /// </summary>
    public override CheckResult Check()
    {
        foreach (var (_, module) in Model.NamedModules())
            if (module is Dropout) module.Eval();
        double initial;
        using (new Step())
        {
            var loss = Loss.Compute(Model.Forward(X), Y);
            initial = loss.Item();
            loss.Backward();
        }

        var gradients = Model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Parameter.ToState(p.Parameter.Grad!).ToArray<float>()).ToArray();
        Prepare();
        return new CheckResult(initial, gradients, null);
    }

    /// <summary>What the parameters are, in PyTorch's layouts.</summary>
    private float[][] Values() => [.. Model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Parameter.ToState().ToArray<float>())];

    private List<Cost> Count()
    {
        if (Model is null) Prepare();
        var costs = new List<Cost>();
        using (new Step())
        {
            var seen = new HashSet<Op>(ReferenceEqualityComparer.Instance);
            Walk(Model!.Forward(X), seen, costs);
        }

        costs.Add(new("cross-entropy", 5.0 * batch * ClassCount, 2.0 * sizeof(float) * batch * ClassCount, Traffic.Copy));
        var parameters = Model!.CountParameters();
        costs.Add(new("update", 3 * optimizerArrays * parameters, sizeof(float) * optimizerArrays * parameters, Traffic.Update));
        _workingSet = costs.Sum(c => c.Bytes);
        return costs;
    }

    private static void Walk(Tensor y, HashSet<Op> seen, List<Cost> costs)
    {
        if (y.Producer is not { } op || !seen.Add(op)) return;
        foreach (var input in op.Inputs)
            if (input is not null) Walk(input, seen, costs);
        const double f = sizeof(float);
        double outputs = f * y.Count, x = f * op.Inputs[0]!.Count;
        var operands = op.Inputs.Sum(t => f * (t?.Count ?? 0));
        switch (op)
        {
            case Conv2dOp.Node or LinearOp.Node:
                var w = op.Inputs[1]!;
                // Each output is a sum over all of the weight that belongs to it: its last axis, or a linear layer's first, counts them.
                var flops = 2.0 * y.Count * (w.Count / (double)y.Shape[^1]);
                costs.Add(new($"{op.Name} forward {y.Shape}", flops, operands + outputs, Traffic.Triad));
                costs.Add(new($"{op.Name} filter gradient {y.Shape}", flops, operands + outputs, Traffic.Triad));
                if (op.Inputs[0]!.RequiresGrad) costs.Add(new($"{op.Name} input gradient {y.Shape}", flops, operands + outputs, Traffic.Triad));
                break;
            case BatchNormOp.Node:
                // Forward reads x, and the shortcut where there is one, and writes y; backward reads x and dy and writes dx and the shortcut's gradient.
                var shortcut = operands > 2 * x ? x : 0;
                costs.Add(new($"{op.Name} forward {y.Shape}", 5.0 * y.Count, x + shortcut + outputs, shortcut > 0 ? Traffic.Triad : Traffic.Copy));
                costs.Add(new($"{op.Name} backward {y.Shape}", 9.0 * y.Count, 2 * x + shortcut + outputs, Traffic.Triad));
                break;
            case IView:
                break;
            default:
                costs.Add(new($"{op.Name} forward {y.Shape}", x / f, x + outputs, Traffic.Copy));
                costs.Add(new($"{op.Name} backward {y.Shape}", x / f, x + outputs, Traffic.Copy));
                break;
        }
    }
}
