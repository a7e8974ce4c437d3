using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>A deep network under several initial weights: what becomes of a signal on its way through, forward and back, and what each learns.</summary>
internal sealed class XavierSection() : SheetSection("xavier", "Xavier initialization", SheetGroup.ParameterTuning, "Xavier initialization")
{
    private const int Hidden = 10, Width = 100, Classes = 10;

    /// <summary>A tanh unit beyond this hardly passes a gradient: its slope is below 2 %.</summary>
    private const float Saturated = 0.99f;

    private static readonly (string Name, string Key, Func<Initializer> Make)[] s_initializers =
    [
        ("zero", "zero", () => new Constant(0)),
        ("small, σ = 0.01", "small", () => new Normal(0, 0.01)),
        ("large, σ = 1", "large", () => new Normal(0, 1)),
        ("Xavier", "xavier", () => new XavierUniform()),
        ("Kaiming", "kaiming", () => new KaimingUniform()),
    ];

    private static readonly double[] s_rates = [0.0001, 0.001, 0.01, 0.03, 0.1];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("w ∼ U(−\\sqrt {\\frac 6 {n_{in} + n_{out}}}, \\sqrt {\\frac 6 {n_{in} + n_{out}}})");
        draft.Formula("Var(w) = \\frac 2 {n_{in} + n_{out}}");
        draft.Text("Every layer multiplies the variance of what flows through it by the number of its inputs times the variance of its weights; Xavier's draw keeps that factor near 1 in both directions, forward for activations and backward for gradients. Weights that start at 0 make all units alike, small ones let the signal die away, and large ones saturate tanh or make ReLU explode; behind a ReLU, which drops half of the signal, Kaiming doubles the variance.");
        foreach (var isTanh in (bool[])[true, false]) Flow(draft, context, isTanh);
        Learn(draft, context);
    }

    /// <summary>The variance of each layer's activations, and of the loss gradient that reaches it, before the first step.</summary>
    private static void Flow(SectionDraft draft, SheetContext context, bool isTanh)
    {
        var activation = isTanh ? "tanh" : "relu";
        var (inputs, classes) = Standardized(context.Digits.Train);
        var (forward, backward) = (new List<Line>(), new List<Line>());
        var said = new List<string>();
        foreach (var (name, key, make) in s_initializers)
        {
            var model = Network(isTanh, make);
            model.Initialize(context.Seed);
            var outputs = LayerOutputs.Of(model, inputs);
            new CrossEntropy().Compute(outputs[^1], classes).Backward();
            var hidden = Enumerable.Range(0, model.Count).Where(i => model[i] is ActivationLayer).Select(i => outputs[i]).ToList();
            double[] variances = [.. hidden.Select(h => LayerOutputs.Moments(h).Variance)];
            double[] gradients = [.. hidden.Select(h => LayerOutputs.Moments(h.Grad!).Variance)];
            forward.Add(new Line(name, Curves.Count(Hidden), variances) { HasPoints = true });
            backward.Add(new Line(name, Curves.Count(Hidden), gradients) { HasPoints = true });
            var kept = draft.Figure($"{activation}.{key}.kept", variances[^1] / variances[0]);
            draft.Figure($"{activation}.{key}.last_variance", variances[^1]);
            draft.Figure($"{activation}.{key}.gradient_kept", gradients[0] / gradients[^1]);
            if (isTanh) draft.Figure($"{activation}.{key}.saturated", hidden[^1].ToArray<float>().Average(v => MathF.Abs(v) > Saturated ? 1.0 : 0));
            if (double.IsFinite(kept)) said.Add($"{name.Split(',')[0]} × {Say.Number(kept)}");
        }

        var units = isTanh ? "tanh" : "ReLU";
        draft.Show(new LinesBlock(Axis.Linear("hidden layer"), Axis.Log("variance of activations"), forward)
        {
            Title = $"Forward, {units}",
            Caption = $"{Hidden} hidden layers of {Width} {units} units, standardized digits, before the first step. From the first to the last layer the variance changes: {string.Join("; ", said)}; with zeros it is 0 everywhere, and not drawn.",
        });
        draft.Show(new LinesBlock(Axis.Linear("hidden layer"), Axis.Log("variance of the loss gradient"), backward)
        {
            Title = $"Backward, {units}",
            Caption = "The gradient of the loss with respect to each layer's activations: it starts at the last layer and goes to the first. What is 0 is not drawn.",
        });
    }

    /// <summary>What each learns with tanh, at its best rate of a grid.</summary>
    private static void Learn(SectionDraft draft, SheetContext context)
    {
        var seeds = context.Seeds(quick: 2, full: 6);
        var (lines, said) = (new List<Line>(), new List<string>());
        var accuracies = new Dictionary<string, double[]>();
        foreach (var (name, key, make) in s_initializers)
        {
            context.Tell($"xavier: training from {name.Split(',')[0]}");
            var grid = RateGrid.Run(rate => new Trial
            {
                Model = () => Network(isTanh: true, make),
                Optimizer = () => new Momentum(rate),
                Train = context.Digits.Train,
                Validation = context.Digits.Validation,
                Epochs = context.Choose(quick: 6, full: 12),
                Seed = context.Seed,
            }, s_rates, seeds, run => run.Last("validation.accuracy"), context.Cancel);
            lines.Add(Curves.Band(name, [.. grid.BestOutcomes.Select(r => r.Curve("validation.loss"))]));
            accuracies[key] = [.. grid.BestOutcomes.Select(r => r.Measure(context.Digits.Test, "accuracy"))];
            said.Add($"{name.Split(',')[0]} {Say.Percent(draft.Figure($"accuracy.{key}", accuracies[key].Average()))}");
        }

        draft.Show(new LinesBlock(Axis.Linear("epoch"), Axis.Log("loss on validation data"), lines)
        {
            Title = "What each learns, with tanh",
            Caption = $"The same {Hidden} layers, momentum, each start at its best rate of {string.Join(", ", s_rates.Select(Say.Number))}; mean of {Say.Counted(seeds, "seed")} with 95 % interval.",
        });
        var gain = draft.Figure("accuracy.xavier_over_large", PairedDifference.Of(accuracies["xavier"], accuracies["large"], 1.0 / context.Digits.Test.Count));
        draft.Text($"Of the tanh units of the last layer, {Say.Percent(draft.FigureOf("tanh.large.saturated"))} are saturated at the start (beyond ±{Say.Number(Saturated)}) with large weights, and {Say.Percent(draft.FigureOf("tanh.xavier.saturated"))} with Xavier's.");
        draft.Text($"Measured, accuracy on test digits: {string.Join(", ", said)}. Xavier against large: {Say.Points(gain)}{(gain.Low > 0 ? "." : "; with these seeds that could be chance.")}");
    }

    /// <summary>Mean 0 and variance 1 over all pixels, as one would give it to a network.</summary>
    private static (Tensor Inputs, Tensor Classes) Standardized(Dataset data)
    {
        var (inputs, classes) = LayerOutputs.Whole(data);
        var (mean, variance) = LayerOutputs.Moments(inputs);
        return ((inputs - mean) / Math.Sqrt(variance), classes);
    }

    private static Sequential Network(bool isTanh, Func<Initializer> make)
    {
        var layers = new List<Module>();
        for (var i = 0; i < Hidden; i++)
        {
            layers.Add(new Linear(i == 0 ? 64 : Width, Width, initializer: make()));
            layers.Add(isTanh ? new Tanh() : new ReLU());
        }

        return new Sequential([.. layers, new Linear(Width, Classes, initializer: make())]);
    }
}
