using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Early stopping: the curve it watches, where it stops, and what the weights it keeps are worth against the last ones.</summary>
internal sealed class EarlyStoppingSection() : SheetSection("early-stopping", "Early stopping", SheetGroup.Regularization, "Early stopping")
{
    private const int Width = 128, Patience = 5;

    /// <summary>The share of labels that are wrong, so that there is something that had better not be learned.</summary>
    private const double Misread = 0.3;

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("t^∗ = argmin_{t ≤ T} L_{validation}(w_t)");
        draft.Formula("\\text{stop when } T − t^∗ = patience");
        draft.Text("Training goes on to improve on what it sees long after it has stopped improving on what it does not see. Early stopping watches the validation loss after each epoch, ends when it has not improved for some epochs, and puts back the weights of the best one.");
        var seeds = context.Choose(quick: 4, full: 10);
        var epochs = context.Choose(quick: 60, full: 100);
        var runs = Enumerable.Range(0, seeds).Select(i => Run(context, epochs, i)).ToList();
        var first = runs[0];
        Plot(draft, first, epochs);
        Rules(draft, first);

        draft.Figure("prefix.error", runs.Max(r => r.PrefixError));
        draft.Figure("stopped", runs.Count(r => r.Replay.Stops) / (double)seeds);
        draft.Figure("kept.validation_loss", first.Stopped.Measure(first.Validation, "loss"));
        draft.Figure("best.validation_loss", first.Replay.Best);
        var saved = draft.Figure("epochs.saved", 1 - runs.Average(r => r.Replay.Epochs) / epochs);
        double[] kept = [.. runs.Select(r => r.Stopped.Measure(r.Test, "accuracy"))], last = [.. runs.Select(r => r.Long.Measure(r.Test, "accuracy"))];
        var gain = draft.Figure("accuracy.gain", PairedDifference.Of(kept, last, 1.0 / first.Test.Count));
        draft.Text($"Measured over {Say.Counted(seeds, "seed")}, on test digits with their right labels: {Say.Percent(kept.Average())} with the weights that were kept, {Say.Percent(last.Average())} with those of epoch {epochs}, {Say.Points(gain)}. "
            + $"Stopping saved {Say.Percent(saved, 0)} of the epochs. "
            + (gain.Low > 0 ? "To stop was better, and cheaper." : gain.High < 0 ? "To stop was cheaper, but here it stopped too soon." : "To stop was cheaper; with these seeds the difference in accuracy could be chance."));
    }

    private static void Plot(SectionDraft draft, Pair run, int epochs)
    {
        var (replay, validation) = (run.Replay, run.Long.Curve("validation.loss"));
        draft.Figure("stop_epoch", replay.Epochs);
        draft.Figure("best_epoch", replay.BestEpoch);
        draft.Figure("last.validation_loss", validation[^1]);
        draft.Show(new LinesBlock(Axis.Linear("epoch"), Axis.Linear("loss", 0), [Curves.Line("training", run.Long.Curve("train.loss")), Curves.Line("validation", validation)])
        {
            Title = "Where it stops, and what it keeps",
            Markers = [new(replay.BestEpoch, $"kept: epoch {replay.BestEpoch}"), .. replay.Stops ? [new Marker(replay.Epochs, $"stops: epoch {replay.Epochs}")] : Array.Empty<Marker>()],
            Caption = $"A network of two hidden layers of {Width} units and {run.TrainCount} digits, {Say.Percent(Misread, 0)} of whose labels are drawn at random. With patience {Patience} it "
                + (replay.Stops ? $"stops after epoch {replay.Epochs} and keeps the weights of epoch {replay.BestEpoch}, with a validation loss of {Say.Number(replay.Best)}" : $"does not stop within {epochs} epochs; the best is epoch {replay.BestEpoch}, with {Say.Number(replay.Best)}")
                + $". Left to itself it goes on to {Say.Number(validation[^1])} while the training loss falls to {Say.Number(run.Long.Last("train.loss"))}.",
        });
    }

    /// <summary>What other rules would have done with the same curve.</summary>
    private static void Rules(SectionDraft draft, Pair run)
    {
        var values = run.Long.Curve("validation.loss");
        int[] patiences = [1, 2, 3, Patience, 10, 20];
        draft.Show(new TableBlock(["patience", "stops after epoch", "keeps epoch", "its validation loss"], [.. patiences.Select(p =>
        {
            var replay = new EarlyStopping(p).Replay(values, higherIsBetter: false);
            draft.Figure($"best.patience_{p}", replay.Best);
            return (IReadOnlyList<string>)[$"{p}", replay.Stops ? $"{replay.Epochs}" : $"not in {replay.Epochs}", $"{replay.BestEpoch}", Say.Fixed(replay.Best, 4)];
        })])
        {
            Title = "More patience, more epochs",
            Marked = Array.IndexOf(patiences, Patience),
            Caption = "The rule applied to the curve above. A curve that jumps needs patience to get over its jumps; what is kept can only become better with it.",
        });
    }

    private static Pair Run(SheetContext context, int epochs, int i)
    {
        var seed = context.Seed + (ulong)i;
        context.Tell($"early stopping, seed {seed}");
        var (train, validation, test) = Digits.Load().Split(0.2, 0.3, 0.5, seed);
        (train, validation) = (MisreadLabels.In(train, Misread, seed), MisreadLabels.In(validation, Misread, seed + 1));
        var trial = new Trial
        {
            Model = () => new Sequential(new Linear(64, Width), new ReLU(), new Linear(Width, Width), new ReLU(), new Linear(Width, 10)),
            Optimizer = () => new Adam(1e-3),
            Train = train,
            Validation = validation,
            Epochs = epochs,
            Seed = seed,
        };
        return new(trial.Run(context.Cancel), (trial with { EarlyStopping = () => new EarlyStopping(Patience) }).Run(context.Cancel), validation, test, train.Count);
    }

    /// <summary>The same run twice: to the end, and stopped early.</summary>
    private sealed record Pair(TrialOutcome Long, TrialOutcome Stopped, Dataset Validation, Dataset Test, int TrainCount)
    {
        /// <summary>What the rule makes of the long run.</summary>
        public EarlyStoppingReplay Replay { get; } = new EarlyStopping(Patience).Replay(Long.Curve("validation.loss"), higherIsBetter: false);

        /// <summary>How far the stopped run's curve is from the beginning of the long one; NaN if it did not stop where the rule says.</summary>
        public double PrefixError => Stopped.History.Epochs.Count != Replay.Epochs ? double.NaN : Stopped.Curve("validation.loss").Zip(Long.Curve("validation.loss"), (a, b) => Math.Abs(a - b)).Max();
    }
}
