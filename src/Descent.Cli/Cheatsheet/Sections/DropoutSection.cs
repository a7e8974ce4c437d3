using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Dropout: the gap between what a network knows by heart and what it has understood, for several probabilities of keeping a unit.</summary>
internal sealed class DropoutSection() : SheetSection("dropout", "Dropout", SheetGroup.Regularization, "Dropout")
{
    private const int Width = 128;

    /// <summary>The share of labels that are wrong. Only a network that learns samples by heart can get them right.</summary>
    private const double Misread = 0.3;

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("\\hat a_i = \\frac {m_i} k a_i, m_i ∼ Bernoulli(k)", "k is the probability to keep, 1 − p.");
        draft.Text("While a network trains, dropout silences each unit with probability p and raises the others by 1/k, so that no unit can rely on a particular other one being there; when it predicts, all take part. What only a few units together have learned by heart is lost, and what many have found by themselves remains.");
        double[] keeps = context.Choose<double[]>([0.2, 0.35, 0.5, 0.75, 1], [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
        var seeds = context.Choose(quick: 3, full: 8);
        var runs = keeps.Select(keep => Enumerable.Range(0, seeds).Select(i => Run(context, keep, i)).ToList()).ToList();
        Plot(draft, keeps, runs, seeds);

        var all = runs[^1];
        var narrowest = runs.Index().MinBy(r => r.Item.Average(m => m.Validation)).Index;
        var best = runs[narrowest];
        draft.Figure("best_keep", keeps[narrowest]);
        var closed = draft.Figure("gap.closed", PairedDifference.Of([.. all.Select(m => m.Gap)], [.. best.Select(m => m.Gap)]));
        var gain = draft.Figure("accuracy.gain", PairedDifference.Of([.. best.Select(m => m.Accuracy)], [.. all.Select(m => m.Accuracy)], 1.0 / best[0].TestCount));
        if (narrowest == keeps.Length - 1)
        {
            draft.Text("Measured: with these seeds the validation loss is lowest without dropout.");
            return;
        }

        draft.Text($"Measured: without dropout the validation loss is {Say.Number(all.Average(m => m.Gap))} above the training loss, with keep {Say.Number(keeps[narrowest])}, where the validation loss is lowest, {Say.Number(best.Average(m => m.Gap))}. "
            + $"On test digits, whose labels are all right, that makes {Say.Percent(best.Average(m => m.Accuracy))} instead of {Say.Percent(all.Average(m => m.Accuracy))}: {Say.Points(gain)}. "
            + (closed.IsClear && gain.Low > 0 ? "Dropout narrows the gap, and what the network has really learned is more." : closed.Low > 0 ? "Dropout narrows the gap; the gain in accuracy could be chance with so few seeds." : "With these seeds the difference could be chance."));
        if (runs[0].Average(m => m.Validation) > best.Average(m => m.Validation))
            draft.Text($"Too much is too much: at keep {Say.Number(keeps[0])} the training loss itself is {Say.Number(runs[0].Average(m => m.Train))}, and the validation loss rises again.");
    }

    private static void Plot(SectionDraft draft, double[] keeps, List<List<Measured>> runs, int seeds)
    {
        foreach (var (keep, run) in keeps.Zip(runs))
        {
            draft.Figure($"gap.keep_{Say.Number(keep)}", run.Average(m => m.Gap));
            draft.Figure($"accuracy.keep_{Say.Number(keep)}", run.Average(m => m.Accuracy));
        }

        Line Of(string name, Func<Measured, double> figure) => Curves.Band(name, keeps, [.. runs.Select(r => r.Select(figure).ToList())]);
        draft.Show(new LinesBlock(Axis.Linear("keep: probability that a unit takes part"), Axis.Linear("loss", 0), [Of("training", m => m.Train), Of("validation", m => m.Validation)])
        {
            Title = "The gap between training and validation",
            Caption = $"Digits, {runs[0][0].TrainCount} to train on, {Say.Percent(Misread, 0)} of whose labels (and of those to validate on) are drawn at random; two hidden layers of {Width} units, both measured without dropout after the last epoch. Mean of {Say.Counted(seeds, "seed")} with 95 % interval. The distance between the curves is the gap: {Say.Number(runs[^1].Average(m => m.Gap))} without dropout at the right end, {Say.Number(runs[0].Average(m => m.Gap))} at the left.",
        });
        draft.Show(new LinesBlock(Axis.Linear("keep: probability that a unit takes part"), Axis.Linear("accuracy on test data", high: 1), [Of("test digits with their right labels", m => m.Accuracy)])
        {
            Title = "What was understood",
            Caption = $"The same networks on {runs[0][0].TestCount} digits that none has seen, all rightly labelled. Right end: no dropout.",
        });
    }

    private static Measured Run(SheetContext context, double keep, int i)
    {
        var seed = context.Seed + (ulong)i;
        context.Tell($"dropout with keep {Say.Number(keep)}, seed {seed}");
        var (train, validation, test) = Digits.Load().Split(0.2, 0.3, 0.5, seed);
        (train, validation) = (MisreadLabels.In(train, Misread, seed), MisreadLabels.In(validation, Misread, seed + 1));
        var run = new Trial
        {
            Model = () => new Sequential(new Linear(64, Width), new ReLU(), new Dropout(keep: keep), new Linear(Width, Width), new ReLU(), new Dropout(keep: keep), new Linear(Width, 10)),
            Optimizer = () => new Adam(3e-3),
            Train = train,
            Epochs = 60,
            Seed = seed,
        }.Run(context.Cancel);
        return new(run.Measure(train, "loss"), run.Measure(validation, "loss"), run.Measure(test, "accuracy"), train.Count, test.Count);
    }

    /// <summary>What a run came to: losses of training and validation data, and the accuracy on test data.</summary>
    private sealed record Measured(double Train, double Validation, double Accuracy, int TrainCount, int TestCount)
    {
        public double Gap => Validation - Train;
    }
}
