using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>A deep network with and without batch normalization: the rates at which it trains, its loss, and what its layers see.</summary>
internal sealed class BatchNormalizationSection() : SheetSection("batch-normalization", "Batch normalization", SheetGroup.DataProcessing, "Batch normalization")
{
    private const int Hidden = 6, Width = 64, Classes = 10, Epochs = 10, Bins = 60;

    /// <summary>What a run must see rightly of its training samples, at its end and for every seed, to count as one that trains.</summary>
    private const double Trains = 0.9;

    private static readonly double[] s_rates = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("x_i ← γ \\frac {x_i − μ_B} {\\sqrt {σ_B^2 + ε}} + β");
        draft.Text("Batch normalization brings what each unit sees, over the samples of a mini-batch, to mean 0 and variance 1, and then lets the network choose scale γ and offset β itself. Layers no longer depend on how large the numbers of the layers before them happen to be, so that higher learning rates work and the initial weights matter less.");
        var seeds = context.Seeds(quick: 3, full: 10);
        context.Tell($"batch normalization: {s_rates.Length} learning rates, with and without");
        var (with, without) = (Try(context, seeds, isNormalized: true), Try(context, seeds, isNormalized: false));
        Rates(draft, with, without, seeds);
        Losses(draft, with, without, seeds);
        Activations(draft, context, with.Best, without.Best);
    }

    private static RateGrid Try(SheetContext context, int seeds, bool isNormalized) => RateGrid.Run(
        rate => new Trial
        {
            Model = () => Network(isNormalized),
            Optimizer = () => new SGD(rate),
            Train = context.Digits.Train,
            Validation = context.Digits.Validation,
            Epochs = Epochs,
            Seed = context.Seed,
        }, s_rates, seeds, run => -run.Last("validation.loss"), context.Cancel);

    /// <summary>The largest rate at which every seed trains, and what came of each rate.</summary>
    private static void Rates(SectionDraft draft, RateGrid with, RateGrid without, int seeds)
    {
        var (largestWith, largestWithout) = (draft.Figure("largest_rate.with", Largest(with)), draft.Figure("largest_rate.without", Largest(without)));
        draft.Show(new LinesBlock(Axis.Log("learning rate"), Axis.Linear("training accuracy in the last epoch", 0, 1), [Line("with batch normalization", with), Line("without", without)])
        {
            Title = "The rates at which it trains",
            Markers = [.. new[] { ("largest with", largestWith), ("largest without", largestWithout) }.Where(m => double.IsFinite(m.Item2)).Select(m => new Marker(m.Item2, m.Item1))],
            Caption = $"{Hidden} hidden layers of {Width} ReLU units on digits, plain gradient descent, {Epochs} epochs, mean of {Say.Counted(seeds, "seed")}; a run whose loss became infinite counts as 0. A rate trains where every seed ends above {Say.Percent(Trains, 0)}.",
        });
        draft.Text($"Measured: the largest rate that still trains is {Rate(largestWith)} with batch normalization and {Rate(largestWithout)} without. "
            + (largestWith > largestWithout ? $"It may be {Say.Number(largestWith / largestWithout)} times larger." : "Here it allows no larger rate."));

        static Line Line(string name, RateGrid grid) => new(name, grid.Rates, [.. grid.Outcomes.Select(runs => runs.Average(Accuracy))]) { HasPoints = true };
        static double Largest(RateGrid grid) => grid.Rates.Where((_, i) => grid.Outcomes[i].All(r => Accuracy(r) >= Trains)).DefaultIfEmpty(double.NaN).Max();
        static string Rate(double rate) => double.IsNaN(rate) ? "none of these" : Say.Number(rate);
    }

    private static double Accuracy(TrialOutcome run) => run.Failed ? 0 : run.Last("train.accuracy");

    private static void Losses(SectionDraft draft, RateGrid with, RateGrid without, int seeds)
    {
        draft.Show(new LinesBlock(Axis.Linear("epoch"), Axis.Linear("loss on validation data", 0),
            [Curve("with", with), Curve("without", without)])
        {
            Title = "Loss, each at its best rate",
            Caption = $"Mean of {Say.Counted(seeds, "seed")} with 95 % interval.",
        });
        double[] First(RateGrid grid) => [.. grid.BestOutcomes.Select(r => r.Curve("validation.loss")[0])];
        var first = draft.Figure("first_epoch_loss.difference", PairedDifference.Of(First(with), First(without)));
        draft.Figure("best_rate.with", with.BestRate);
        draft.Figure("best_rate.without", without.BestRate);
        draft.Text($"After the first epoch the loss on validation data is {Say.Number(First(with).Average())} with it and {Say.Number(First(without).Average())} without"
            + (first.High < 0 ? ": it learns faster from the start." : first.Low > 0 ? ": it learns more slowly at first." : "; with these seeds the difference could be chance."));

        static Line Curve(string name, RateGrid grid) => Curves.Band($"{name}, rate {Say.Number(grid.BestRate)}", [.. grid.BestOutcomes.Select(r => r.Curve("validation.loss"))]);
    }

    /// <summary>What the last hidden layer's units see, before the ReLU: at the start, and after training at the best rate.</summary>
    private static void Activations(SectionDraft draft, SheetContext context, int bestWith, int bestWithout)
    {
        var (inputs, _) = LayerOutputs.Whole(context.Digits.Train);
        const double low = -8, high = 8;
        var places = Curves.Range(low + (high - low) / Bins / 2, high - (high - low) / Bins / 2, Bins);
        var spread = new Dictionary<bool, double[]>();
        foreach (var isTrained in (bool[])[false, true])
        {
            var lines = new List<Line>();
            foreach (var isNormalized in (bool[])[true, false])
            {
                var model = Network(isNormalized);
                model.Initialize(context.Seed);
                if (isTrained)
                {
                    var rate = s_rates[Math.Max(isNormalized ? bestWith : bestWithout, 0)];
                    model = (Sequential)new Trial { Model = () => Network(isNormalized), Optimizer = () => new SGD(rate), Train = context.Digits.Train, Epochs = Epochs, Seed = context.Seed }.Run(context.Cancel).Model;
                }

                model.Train(); // with the statistics of the batch, as the layers behind see it while they learn
                using var noGrad = new NoGrad();
                var outputs = LayerOutputs.Of(model, inputs);
                var seen = Enumerable.Range(0, model.Count).Where(i => model[i] is ReLU).Select(i => outputs[i - 1]).ToList();
                var deviations = seen.Select(t => Math.Sqrt(LayerOutputs.Moments(t).Variance)).ToArray();
                var name = isNormalized ? "with" : "without";
                if (isTrained) spread[isNormalized] = deviations;
                draft.Figure($"{(isTrained ? "trained" : "start")}.deviation_of_last_layer.{name}", deviations[^1]);
                lines.Add(new Line($"{name}, deviation {Say.Number(deviations[^1])}", places, LayerOutputs.Density(seen[^1].Span<float>(), low, high, Bins)));
            }

            draft.Show(new LinesBlock(Axis.Linear("input of a unit's ReLU", low, high), Axis.Linear("density", 0), lines)
            {
                Title = isTrained ? "What the last hidden layer sees after training" : "What the last hidden layer sees at the start",
                Caption = $"All inputs of its {Width} units over the {Say.Number(context.Digits.Train.Count)} training digits, {(isTrained ? $"after {Epochs} epochs at each one's best rate" : "before the first step")}.",
            });
        }

        draft.Show(new LinesBlock(Axis.Linear("hidden layer"), Axis.Log("standard deviation of its inputs"), [new("with", Curves.Count(Hidden), spread[true]) { HasPoints = true }, new("without", Curves.Count(Hidden), spread[false]) { HasPoints = true }])
        {
            Title = "The same for every layer, after training",
            Caption = $"Over the layers the standard deviation differs by a factor of {Say.Number(spread[true].Max() / spread[true].Min())} with batch normalization and {Say.Number(spread[false].Max() / spread[false].Min())} without.",
        });
        draft.Figure("trained.spread_over_layers.with", spread[true].Max() / spread[true].Min());
        draft.Figure("trained.spread_over_layers.without", spread[false].Max() / spread[false].Min());
    }

    private static Sequential Network(bool isNormalized)
    {
        var layers = new List<Module>();
        for (var i = 0; i < Hidden; i++)
        {
            layers.Add(new Linear(i == 0 ? 64 : Width, Width, bias: !isNormalized)); // the mean that is taken off would take the bias along
            if (isNormalized) layers.Add(new BatchNorm1d(Width));
            layers.Add(new ReLU());
        }

        return new Sequential([.. layers, new Linear(Width, Classes)]);
    }
}
