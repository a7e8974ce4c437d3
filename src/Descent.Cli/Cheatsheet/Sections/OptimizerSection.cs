using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>The optimizers: their paths through a bent valley of two parameters, and the loss of a network, each at its best rate.</summary>
internal sealed class OptimizerSection() : SheetSection("optimizers", "Adaptive learning rates: the optimizers", SheetGroup.ParameterTuning, "Momentum", "RMSprop", "Adam", "Adadelta", "Adagrad", "SGD")
{
    private static readonly (string Name, Func<double, Optimizer> At)[] s_optimizers =
    [
        ("Momentum", rate => new Momentum(rate)),
        ("RMSprop", rate => new RMSprop(rate)),
        ("Adam", rate => new Adam(rate)),
        ("Adadelta", rate => new Adadelta(rate)),
        ("Adagrad", rate => new Adagrad(rate)),
        ("SGD", rate => new SGD(rate)),
    ];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("v ← μ v + g, w ← w − α v", "Momentum: the steps so far go on, as a rolling ball does.");
        draft.Formula("s ← ρ s + (1 − ρ) g^2");
        draft.Formula("w ← w − α \\frac g {\\sqrt s + ε}", "RMSprop: each weight's step is divided by the recent size of its gradient.");
        draft.Formula("m ← β_1 m + (1 − β_1) g");
        draft.Formula("s ← β_2 s + (1 − β_2) g^2");
        draft.Formula("w ← w − α \\frac {\\hat m} {\\sqrt {\\hat s} + ε}", "Adam: both together, with the averages freed of their start at 0.");
        draft.Formula("s ← ρ s + (1 − ρ) g^2");
        draft.Formula("d ← ρ d + (1 − ρ) (Δw)^2");
        draft.Formula("w ← w − α \\frac {\\sqrt {d + ε}} {\\sqrt {s + ε}} g", "Adadelta: the size of past steps takes the place of the rate.");
        draft.Formula("s ← s + g^2, w ← w − α \\frac g {\\sqrt s + ε}", "Adagrad: all squared gradients count, so that steps become shorter and shorter.");
        draft.Formula("w ← w − α g", "SGD: the gradient alone.");
        draft.Text("Down a long narrow valley the gradient points mostly at the opposite wall. Momentum averages the swings away and adds up what they have in common; the adaptive methods give each weight a step of its own, long where its gradients have been small.");
        Descend(draft, context);
        Learn(draft, context);
    }

    private static void Descend(SectionDraft draft, SheetContext context)
    {
        context.Tell("optimizers in a valley");
        var paths = s_optimizers.Select(o => (o.Name, Path: ValleyPath.Best(o.At, context.Cancel))).ToList();
        foreach (var (name, path) in paths)
        {
            draft.Figure($"valley.height.{Key(name)}", path.Heights[^1]);
            draft.Figure($"valley.rate.{Key(name)}", path.Rate);
        }

        draft.Show(ValleyPath.Block([.. paths]) with
        {
            Title = "Six ways down a bent valley",
            Caption = $"f(x, y) = (1 − x)² + {Say.Number(ValleyPath.Steepness)} (y − x²)², lowest at (1, 1); {ValleyPath.Steps} steps from ({Say.Number(ValleyPath.StartX)}, {Say.Number(ValleyPath.StartY)}), each optimizer at its best rate of {string.Join(", ", ValleyPath.Rates.Select(Say.Number))} that keeps it in the picture. Distance left to the lowest point: {string.Join(", ", paths.OrderBy(p => p.Path.Distance).Select(p => $"{p.Name} {Say.Number(p.Path.Distance)}"))}.",
        });
        draft.Show(new LinesBlock(Axis.Linear("step"), Axis.Log("height f(x, y) above the lowest point"), [.. paths.Select(p => new Line(p.Name, Curves.Range(0, ValleyPath.Steps, ValleyPath.Steps + 1), p.Path.Heights))])
        {
            Title = "How far down they are",
            Caption = $"The same paths. After {ValleyPath.Steps} steps: {string.Join(", ", paths.OrderBy(p => p.Path.Heights[^1]).Select(p => $"{p.Name} {Say.Number(p.Path.Heights[^1])} (rate {Say.Number(p.Path.Rate)})"))}.",
        });
        double momentum = paths.Single(p => p.Name == "Momentum").Path.Heights[^1], plain = paths.Single(p => p.Name == "SGD").Path.Heights[^1];
        var best = paths.MinBy(p => p.Path.Heights[^1]);
        draft.Text($"Measured in the valley: {best.Name} comes lowest, to {Say.Number(best.Path.Heights[^1])}. "
            + (momentum < plain ? $"With as many steps and each at its best rate, Momentum is at {Say.Number(momentum)} where SGD, which is the same without memory, is at {Say.Number(plain)}." : $"Here Momentum, at {Say.Number(momentum)}, gains nothing over SGD, at {Say.Number(plain)}."));
    }

    private static void Learn(SectionDraft draft, SheetContext context)
    {
        var (seeds, epochs) = (context.Choose(quick: 3, full: 8), context.Choose(quick: 10, full: 20));
        double[] rates = context.Choose<double[]>([0.001, 0.01, 0.1, 1], [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]);
        var (train, validation, test) = context.Digits;
        var grids = s_optimizers.Select(o =>
        {
            context.Tell($"{o.Name} on digits, {Say.Counted(rates.Length, "rate")}");
            return (o.Name, Grid: RateGrid.Run(
                rate => new Trial
                {
                    Model = () => new Sequential(new Linear(64, 64), new ReLU(), new Linear(64, 10)),
                    Optimizer = () => o.At(rate),
                    Train = train,
                    Validation = validation,
                    Epochs = epochs,
                    Seed = context.Seed,
                }, rates, seeds, run => -run.Last("validation.loss"), context.Cancel));
        }).ToList();
        draft.Show(new LinesBlock(Axis.Linear("epoch"), Axis.Log("training loss"), [.. grids.Select(g => Curves.Band(g.Name, [.. g.Grid.BestOutcomes.Select(r => r.Curve("train.loss"))]) with { Low = null, High = null })]) // six bands over each other hide what they are about
        {
            Title = "A network on digits, each at its best rate",
            Caption = $"One hidden layer of 64 units, batches of 32; the best of {Say.Counted(rates.Length, "rate")} by validation loss, mean of {Say.Counted(seeds, "seed")}.",
        });
        draft.Show(new LinesBlock(Axis.Log("learning rate α"), Axis.Log("validation loss at the end"), [.. grids.Select(g => new Line(g.Name, rates, [.. g.Grid.Scores.Select(s => -s)]) { HasPoints = true })])
        {
            Title = "How much depends on the rate",
            Caption = $"Validation loss after {epochs} epochs, mean of {Say.Counted(seeds, "seed")}. The best rates lie between {Say.Number(grids.Min(g => g.Grid.BestRate))} and {Say.Number(grids.Max(g => g.Grid.BestRate))}: a rate found for one optimizer says little of another. A gap is a rate at which the loss became no number.",
        });
        var results = grids.Select(g =>
        {
            draft.Figure($"network.rate.{Key(g.Name)}", g.Grid.BestRate);
            var loss = draft.Figure($"network.loss.{Key(g.Name)}", g.Grid.BestOutcomes.Average(r => r.Last("train.loss")));
            return (g.Name, g.Grid.BestRate, Loss: loss, Validation: -g.Grid.Scores[g.Grid.Best], Accuracies: (double[])[.. g.Grid.BestOutcomes.Select(r => r.Measure(test, "accuracy"))]);
        }).OrderBy(r => r.Validation).ToList();
        draft.Show(new TableBlock(["optimizer", "rate", "training", "validation", "accuracy"], [.. results.Select(r => (IReadOnlyList<string>)[r.Name, Say.Number(r.BestRate), Say.Fixed(r.Loss, 4), Say.Fixed(r.Validation, 4), Say.Percent(r.Accuracies.Average())])])
        {
            Title = "Loss and accuracy at the end",
            Marked = 0,
            Caption = $"After {epochs} epochs, ordered by the loss on validation data; accuracy on test data.",
        });
        var (first, plain) = (results[0], results.Single(r => r.Name == "SGD"));
        if (first.Name == "SGD")
        {
            draft.Text("Measured on the network: with a rate found for each, plain SGD has the lowest validation loss of all.");
            return;
        }

        var gain = draft.Figure("network.accuracy.gain", PairedDifference.Of(first.Accuracies, plain.Accuracies, 1.0 / test.Count));
        draft.Text($"Measured on the network: {first.Name} has the lowest validation loss, {Say.Fixed(first.Validation, 4)}, and SGD {Say.Fixed(plain.Validation, 4)}; in test accuracy that is {Say.Points(gain)}. "
            + (gain.IsClear ? "Here the choice of the optimizer shows in the result." : "With a rate found for each, the optimizers differ in how fast the training loss falls, and in what the network is worth in the end by no more than chance explains: on an easy problem the rate matters more than the method."));
    }

    private static string Key(string name) => name.ToLowerInvariant();
}
