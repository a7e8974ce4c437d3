using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>The same network trained with batches of several sizes: loss against updates, epochs and seconds.</summary>
internal sealed class MiniBatchSection() : SheetSection("mini-batch", "Epoch and mini-batch gradient descent", SheetGroup.Training, "Epoch", "Mini-batch gradient descent")
{
    /// <summary>The loss that each is asked for: about nine digits of ten.</summary>
    private const double Goal = 0.4;

    private static readonly double[] s_rates = [0.03, 0.1, 0.3, 1, 3];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("w ← w − α \\frac 1 {|B|} ∑_{i ∈ B} ∇_w L(f_w(x_i), y_i)");
        draft.Text("An epoch is one pass over all training samples; within it the weights are updated once for every mini-batch, from the mean gradient of its samples. Small batches update often with noisy gradients, large ones seldom with exact ones, and a processor computes several samples at once faster than one after the other.");
        var (train, _, _) = context.Digits;
        var seeds = context.Seeds(quick: 3, full: 6);
        var epochs = context.Choose(quick: 20, full: 60);
        int[] sizes = [1, 8, 32, 128, train.Count];
        var grids = new List<RateGrid>();
        foreach (var size in sizes)
        {
            context.Tell($"mini-batch: {Say.Counted(size, "sample")} an update");
            grids.Add(RateGrid.Run(rate => new Trial
            {
                Model = () => new Sequential(new Linear(64, 32), new ReLU(), new Linear(32, 10)),
                Optimizer = () => new SGD(rate),
                Train = train,
                Epochs = epochs,
                BatchSize = size,
                Seed = context.Seed,
            }, s_rates, seeds, run => -run.StepLosses.TakeLast(Window(size, train.Count)).Average(), context.Cancel));
        }

        var runs = sizes.Zip(grids, (size, grid) => Progress.Of(size, train.Count, grid)).ToList();
        draft.Show(Plot("Loss against updates", Axis.Log("updates"), r => r.Steps, ""));
        draft.Show(Plot("Loss against epochs", Axis.Linear("epochs", 0), r => r.Epochs, ""));
        draft.Show(Plot("Loss against time", Axis.Log("milliseconds of training"), r => r.Milliseconds, $"On this processor, {Say.Counted(Device.Threads, "thread")}, by the median time of an update. "));
        Measured(draft, runs);

        LinesBlock Plot(string title, Dashboard.PlotAxis x, Func<Progress, IReadOnlyList<double>> of, string caption) =>
            new(x, Axis.Linear("training loss", 0), [.. runs.Select(r => Curves.Line(r.Name, of(r), r.Losses, x.IsLog))])
            {
                Title = title,
                Caption = $"{caption}Each size at its best rate of {string.Join(", ", s_rates.Select(Say.Number))}; the batches' losses, averaged over about a fifth of an epoch and {Say.Counted(seeds, "seed")}.",
            };
    }

    private static void Measured(SectionDraft draft, List<Progress> runs)
    {
        foreach (var run in runs)
        {
            draft.Figure($"{run.Key}.best_rate", run.Rate);
            draft.Figure($"{run.Key}.updates", run.At(run.Steps));
            draft.Figure($"{run.Key}.epochs", run.At(run.Epochs));
            draft.Figure($"{run.Key}.milliseconds", run.At(run.Milliseconds));
            draft.Figure($"{run.Key}.samples_per_second", run.SamplesPerSecond);
        }

        draft.Show(new TableBlock(["batch", "rate", "samples/ms", "updates", "epochs", "ms"],
            [.. runs.Select(r => (IReadOnlyList<string>)[Say.Number(r.Size), Say.Number(r.Rate), Say.Number(r.SamplesPerSecond / 1000), Cell(r.At(r.Steps)), Cell(r.At(r.Epochs)), Cell(r.At(r.Milliseconds))])])
        {
            Title = $"What it takes to reach a loss of {Say.Number(Goal)}",
            Caption = $"For each batch size its best rate, the samples that it computes in a millisecond, and the updates, epochs and milliseconds until the loss was {Say.Number(Goal)}; a dash: not reached in this run.",
            Marked = Fastest(runs, r => r.At(r.Milliseconds)) is { } best ? runs.IndexOf(best) : null,
        });
        var (updates, epochs, time) = (Fastest(runs, r => r.At(r.Steps)), Fastest(runs, r => r.At(r.Epochs)), Fastest(runs, r => r.At(r.Milliseconds)));
        draft.Text(updates is null
            ? $"Measured: no batch size reached a loss of {Say.Number(Goal)}."
            : $"Measured: to a loss of {Say.Number(Goal)}, {Named(updates)} needed the fewest updates ({Say.Number(updates.At(updates.Steps))}), {Named(epochs!)} the fewest epochs ({Say.Number(epochs!.At(epochs.Epochs))}) and {Named(time!)} the least time ({Say.Number(time!.At(time.Milliseconds))} ms). "
                + $"One sample at a time the network computed {Say.Number(runs[0].SamplesPerSecond)} samples a second, {Named(runs[^2])} at a time {Say.Number(runs[^2].SamplesPerSecond)}.");

        static string Cell(double value) => double.IsNaN(value) ? "–" : Say.Number(value);
        static string Named(Progress run) => run.Size == 1 ? "single samples" : $"batches of {Say.Number(run.Size)}";
        static Progress? Fastest(List<Progress> runs, Func<Progress, double> of) => runs.Where(r => !double.IsNaN(of(r))).MinBy(of);
    }

    /// <summary>How many updates a fifth of an epoch holds: the window of the average that stands for the training loss.</summary>
    private static int Window(int size, int samples) => Math.Max(1, samples / 5 / size);

    /// <summary>A run's smoothed loss, with what had been spent at each of its points.</summary>
    private sealed record Progress(int Size, int Window, double Rate, double UpdatesAnEpoch, IReadOnlyList<double> Losses, IReadOnlyList<double> Steps, IReadOnlyList<double> Epochs, IReadOnlyList<double> Milliseconds)
    {
        public string Name => Size == 1 ? "1 sample" : $"{Say.Number(Size)} samples";

        public string Key => $"batch_{Size}";

        public double SamplesPerSecond => 1000 * Epochs[^1] * UpdatesAnEpoch * Size / Milliseconds[^1];

        public static Progress Of(int size, int samples, RateGrid grid)
        {
            var window = MiniBatchSection.Window(size, samples);
            var losses = Curves.Smooth([.. Enumerable.Range(0, grid.BestOutcomes[0].StepLosses.Count).Select(i => grid.BestOutcomes.Average(r => r.StepLosses[i]))], 1 - 1.0 / window);
            var step = MedianStep(grid.BestOutcomes);
            var steps = Curves.Count(losses.Count);
            var updates = Math.Ceiling((double)samples / size);
            return new Progress(size, window, grid.BestRate, updates, losses, steps, [.. steps.Select(s => s / updates)], [.. steps.Select(s => s * step * 1000)]);
        }

        /// <summary>What else a machine does makes some steps long; the median is what a step takes.</summary>
        private static double MedianStep(IReadOnlyList<TrialOutcome> runs)
        {
            double[] steps = [.. runs.SelectMany(r => r.StepSeconds.Zip(r.StepSeconds.Skip(1), (a, b) => b - a)).Order()];
            return steps[steps.Length / 2];
        }

        /// <summary>What had been spent when the loss reached the goal; NaN if it did not.</summary>
        public double At(IReadOnlyList<double> spent)
        {
            for (var i = Window - 1; i < Losses.Count; i++) // before that the average may be low by chance
                if (Losses[i] <= Goal) return spent[i];
            return double.NaN;
        }
    }
}
