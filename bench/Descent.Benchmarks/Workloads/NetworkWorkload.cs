using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>
/// A training step of an image network, as a user's own loop does it: step scope, forward, cross-entropy, backward, update, on one
/// fixed synthetic batch of ten classes. What it must do at least is counted over the operations of its forward pass.
/// </summary>
internal sealed class NetworkWorkload(string name, Func<Module> make, int batch, int size, int channels, Func<Optimizer> optimizer, JsonObject peerOptimizer, double optimizerArrays) : Workload
{
    private const int Classes = 10;

    private Module _model = null!;
    private CrossEntropy _loss = null!;
    private Optimizer _optimizer = null!;
    private Tensor _x = null!, _y = null!;
    private IReadOnlyList<Cost>? _costs;
    private double _workingSet;
    private long _sample;

    public static NetworkWorkload Cnn { get; } = new("cnn", () => new Cnn(Classes), 128, 28, 1, () => new Adam(1e-3), new JsonObject { ["name"] = "Adam", ["lr"] = 1e-3 }, 7);

    public static NetworkWorkload ResNet20 { get; } = new("resnet20", () => ResNet.Cifar(20, Classes), 128, 32, 3, () => new Momentum(0.1, 0.9, weightDecay: 5e-4),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.1, ["momentum"] = 0.9, ["weight_decay"] = 5e-4 }, 5);

    public static NetworkWorkload ResNet18 { get; } = new("resnet18", () => ResNet.ResNet18(Classes), 16, 128, 3, () => new Momentum(0.1, 0.9),
        new JsonObject { ["name"] = "SGD", ["lr"] = 0.1, ["momentum"] = 0.9 }, 5);

    public override string Name => name;

    public override int Samples => batch;

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
        ["network"] = name,
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
            yield return _x.ToArray<float>();
            yield return [.. _y.ToArray<int>().Select(c => (float)c)];
        }
    }

    public override void Prepare()
    {
        _model = make();
        _model.Initialize(seed: 1);
        _loss = new CrossEntropy();
        _optimizer = optimizer();
        _optimizer.Attach(_model);
        _x = Numbers.Spread([batch, size, size, channels], stream: 1);
        var random = new Random(2);
        _y = Tensor.From(Enumerable.Range(0, batch).Select(_ => random.Next(Classes)).ToArray());
        _sample = 0;
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++) TrainStep();
    }

    /// <summary>
    /// The loss and all gradients. Not weights after steps: a bias in front of a batch normalization has no gradient but rounding errors,
    /// whose signs Adam would blow up to whole steps.
    /// </summary>
    public override CheckResult Check()
    {
        foreach (var (_, module) in _model.NamedModules())
            if (module is Dropout) module.Eval();
        double initial;
        using (new Step())
        {
            var loss = _loss.Compute(_model.Forward(_x), _y);
            initial = loss.Item();
            loss.Backward();
        }

        var gradients = _model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Parameter.ToState(p.Parameter.Grad!).ToArray<float>()).ToArray();
        Prepare();
        return new CheckResult(initial, gradients, null);
    }

    /// <summary>What the parameters are, in PyTorch's layouts.</summary>
    private float[][] Values() => [.. _model.NamedParameters().Where(p => p.Parameter.Trainable).Select(p => p.Parameter.ToState().ToArray<float>())];

    private void TrainStep()
    {
        using var step = new Step(seed: 1, epoch: 0, _sample);
        _sample += batch;
        var loss = _loss.Compute(_model.Forward(_x), _y);
        loss.Backward(release: true);
        _optimizer.Update();
    }

    private List<Cost> Count()
    {
        if (_model is null) Prepare();
        var costs = new List<Cost>();
        using (new Step())
        {
            var seen = new HashSet<Op>(ReferenceEqualityComparer.Instance);
            Walk(_model!.Forward(_x), seen, costs);
        }

        costs.Add(new("cross-entropy", 5.0 * batch * Classes, 2.0 * sizeof(float) * batch * Classes, Traffic.Copy));
        var parameters = _model!.CountParameters();
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
