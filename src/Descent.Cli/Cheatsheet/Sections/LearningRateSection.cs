using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>The learning rate: a range test, what each rate comes to, and the loss step by step where it is too low, right and too high.</summary>
internal sealed class LearningRateSection() : SheetSection("learning-rate", "Learning rate", SheetGroup.ParameterTuning, "Learning rate")
{
    private const int BatchSize = 32, Epochs = 10;

    /// <summary>Times the recommended rate: too low to be of use within the epochs that are shown.</summary>
    private const double TooLow = 0.03;

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("w ← w − α \\frac {∂L} {∂w}");
        draft.Text("The learning rate α is the length of a step down the gradient. Too low, and training takes for ever; too high, and each step lands on the other side of the valley, higher up than before; a range test finds the place between by raising it from step to step until the loss explodes.");
        var found = RangeTest(draft, context);
        if (found.Recommended is not { } right) return;
        var high = draft.Figure("rate.too_high", found.Points[^1].LearningRate);
        var low = draft.Figure("rate.too_low", right * TooLow);
        Sweep(draft, context, low, right, high);
        Three(draft, context, low, right, high);
    }

    private static RangeTestResult RangeTest(SectionDraft draft, SheetContext context)
    {
        context.Tell("learning-rate range test");
        var model = Network();
        model.Initialize(context.Seed);
        var result = new RangeTest { Lowest = 1e-4, Highest = 100, Updates = context.Choose(quick: 150, full: 300) }
            .Run(new Trainer(model, new CrossEntropy(), new SGD()) { Seed = context.Seed }, context.Digits.Train, BatchSize, context.Cancel);
        draft.Figure("rate.recommended", result.Recommended ?? double.NaN);
        draft.Figure("rate.minimum", result.Minimum ?? double.NaN);
        draft.Figure("diverged", result.Divergence is null ? 0 : 1);
        var rates = result.Points.Select(p => p.LearningRate).ToList();
        (string Name, double? Rate)[] marks = [("recommended", result.Recommended), ("lowest loss", result.Minimum)];
        draft.Show(new LinesBlock(Axis.Log("learning rate α"), Axis.Linear("loss of the batch", 0, 2 * result.Points[0].Smoothed), [new Line("each batch", rates, [.. result.Points.Select(p => p.Loss)]), new Line("smoothed", rates, [.. result.Points.Select(p => p.Smoothed)])])
        {
            Title = "The range test",
            Markers = [.. marks.Where(m => m.Rate is not null).Select(m => new Marker(m.Rate!.Value, $"{m.Name}: {Say.Number(m.Rate!.Value)}"))],
            Caption = $"One network, one pass: {Say.Counted(result.Points.Count, "step")}, the rate rising from each to the next. "
                + (result.Recommended is { } rate ? $"The loss stands still, falls, and turns: it is lowest at {Say.Number(result.Minimum!.Value)}; 85 % of its fall is made at {Say.Number(rate)}, which is recommended. " : "No rate is seen at which the network learns. ")
                + (result.Divergence is not null ? $"At {Say.Number(rates[^1])} it had diverged, and the test ended." : "It reached the highest rate without diverging.")
                + " For a run of your own: `descent find-lr run.yaml`.",
        });
        return result;
    }

    /// <summary>What trainings at constant rates come to, which is what the range test foretells.</summary>
    private static void Sweep(SectionDraft draft, SheetContext context, double low, double right, double high)
    {
        context.Tell("the loss after some epochs for each rate");
        var seeds = context.Choose(quick: 3, full: 8);
        var count = context.Choose(quick: 9, full: 17);
        double[] rates = [.. Curves.Range(Math.Log10(low), Math.Log10(high), count).Select(e => Math.Pow(10, e))];
        var grid = RateGrid.Run(rate => TrialAt(context, rate), rates, seeds, run => -run.Measure(context.Digits.Train, "loss"), context.Cancel);
        var losses = grid.Outcomes.Select(runs => (IReadOnlyList<double>)[.. runs.Select(r => r.Failed ? double.NaN : r.Measure(context.Digits.Train, "loss"))]).ToList();
        draft.Figure("sweep.best_rate", grid.BestRate);
        draft.Figure("sweep.best_loss", losses[grid.Best].Average());
        draft.Figure("sweep.lowest_rate_loss", losses[0].Average());
        draft.Figure("sweep.highest_rate_loss", losses[^1].Average());
        var failed = grid.Outcomes.Count(runs => runs.Any(r => r.Failed));
        draft.Show(new LinesBlock(Axis.Log("learning rate α"), Axis.Log("training loss at the end"), [Curves.Band($"after {Epochs} epochs", rates, losses) with { Low = [.. losses.Select(l => l.Min())], High = [.. losses.Select(l => l.Max())] }])
        {
            Title = "What each rate comes to",
            Markers = [new(right, "recommended")],
            Caption = $"Trainings of {Epochs} epochs at a constant rate, mean, lowest and highest of {Say.Counted(seeds, "seed")}. The best is {Say.Number(grid.BestRate)}, with a loss of {Say.Number(losses[grid.Best].Average())}; the lowest, {Say.Number(low)}, leaves {Say.Number(losses[0].Average())}"
                + (failed > 0 ? $"; at {Say.Counted(failed, "rate")} a loss was no number any more, which leaves a gap." : "."),
        });
    }

    private static void Three(SectionDraft draft, SheetContext context, double low, double right, double high)
    {
        context.Tell("too low, right, too high");
        (string Name, double Rate, TrialOutcome Run)[] runs = [.. new[] { ("too low", low), ("right", right), ("too high", high) }.Select(r => (r.Item1, r.Item2, TrialAt(context, r.Item2).Run(context.Cancel)))];
        foreach (var (name, _, run) in runs) draft.Figure($"loss.{name.Replace(' ', '_')}", EndOf(run));
        draft.Figure("loss.start", runs[1].Run.StepLosses[0]);
        draft.Show(new LinesBlock(Axis.Linear("step"), Axis.Log("loss of the batch"), [.. runs.Select(r => Curves.Line($"{r.Name}: {Say.Number(r.Rate)}", Curves.Smooth(r.Run.StepLosses, keep: 0.8)))])
        {
            Title = "Too low, right, too high",
            Caption = $"The same network from the same weights, {Epochs} epochs; smoothed. Over the last tenth of the steps the loss is {string.Join(", ", runs.Select(r => $"{Say.Number(EndOf(r.Run))} ({r.Name})"))}; it began at {Say.Number(runs[1].Run.StepLosses[0])}.",
        });
        double start = runs[1].Run.StepLosses[0], lowEnd = EndOf(runs[0].Run), rightEnd = EndOf(runs[1].Run), highEnd = EndOf(runs[2].Run);
        draft.Text($"Measured: at {Say.Number(right)} the loss falls to {Say.Number(rightEnd)}; at {Say.Number(low)} it is still {Say.Number(lowEnd)}. "
            + (highEnd < rightEnd ? $"At {Say.Number(high)} it does not diverge here: {Say.Number(highEnd)}."
                : double.IsFinite(highEnd) ? $"At {Say.Number(high)} it is {Say.Number(highEnd)}, {(highEnd > start ? "above where it began" : "and goes no further down")}: higher steps are not faster ones."
                : $"At {Say.Number(high)} it is no number any more after {Say.Counted(runs[2].Run.StepLosses.Count, "step")}."));
    }

    /// <summary>The mean loss over the last tenth of the steps; NaN if it failed.</summary>
    private static double EndOf(TrialOutcome run) => run.Failed ? double.NaN : run.StepLosses.TakeLast(Math.Max(1, run.StepLosses.Count / 10)).Average();

    private static Trial TrialAt(SheetContext context, double rate) => new()
    {
        Model = Network,
        Optimizer = () => new SGD(rate),
        Train = context.Digits.Train,
        Epochs = Epochs,
        BatchSize = BatchSize,
        Seed = context.Seed,
    };

    private static Sequential Network() => new(new Linear(64, 64), new ReLU(), new Linear(64, 10));
}
