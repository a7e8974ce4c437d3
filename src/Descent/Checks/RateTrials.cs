namespace Descent;

/// <summary>
/// Tries learning rates in earnest: short trainings at constant rates, all from the weights and the state that the run has now, so that what a range
/// test sees in a moment is confirmed or put right. From a rate to begin with it goes downhill by factors of √10, and looks a quarter of a power of ten
/// to either side at the end. The run stays what it is, to the bit, as by <see cref="RangeTest"/>.
/// </summary>
public sealed class RateTrials
{
    /// <summary>Updates of each trial at most.</summary>
    public int Updates { get; init; } = 200;

    /// <summary>Epochs of each trial at most.</summary>
    public int Epochs { get; init; } = 2;

    /// <summary>Rates on the way downhill at most; two more are tried at its end.</summary>
    public int Steps { get; init; } = 5;

    /// <summary>Samples of the training part by which a trial is judged, evenly spaced.</summary>
    public int Samples { get; init; } = 2000;

    /// <summary>
    /// Where trials are shorter than <see cref="Epochs"/>: a lower rate is taken before a better one if its loss is within this share. The longer a training at a
    /// constant rate, the lower its best rate.
    /// </summary>
    public double Caution { get; init; } = 0.02;

    /// <summary>Tries.</summary>
    /// <param name="trainer">What would train. It is not changed; its schedule, early stopping, guard, health checks and hooks take no part, but for <see cref="MaxNorm"/>.</param>
    /// <param name="train">What to train on.</param>
    /// <param name="batchSize">Samples an update.</param>
    /// <param name="start">The rate to begin with, above 0.</param>
    /// <param name="cancel">Ends it between two updates.</param>
    /// <returns>The trials in their order; <see cref="BestOf"/> takes one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="TrainingException">The run cannot be trained; all problems are listed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<RateTrial> Run(Trainer trainer, Dataset train, int batchSize, double start, CancellationToken cancel = default)
    {
        Require(start > 0 && double.IsFinite(start), nameof(start), start, "above 0");
        Require(Updates >= 1, nameof(Updates), Updates, "1 or more");
        Require(Epochs >= 1, nameof(Epochs), Epochs, "1 or more");
        Require(Steps >= 1, nameof(Steps), Steps, "1 or more");
        Require(Samples >= 1, nameof(Samples), Samples, "1 or more");
        var trials = new List<RateTrial>();
        RateTrial Try(double rate)
        {
            trials.Add(TrialAt(rate, trainer, train, batchSize, cancel));
            return trials[^1];
        }

        double coarse = Math.Sqrt(10), fine = Math.Sqrt(coarse);
        var best = Try(start);
        foreach (var factor in (double[])[1 / coarse, coarse])
        {
            var began = best;
            while (trials.Count < Steps && Try(best.LearningRate * factor) is var next && next.Loss < best.Loss) best = next;
            if (best != began) break; // uphill on the other side
        }

        foreach (var factor in (double[])[1 / fine, fine]) Try(best.LearningRate * factor);
        return trials;
    }

    /// <summary>The trial whose rate to take: the best, or a lower one that is nearly as good where trials were short; null if all diverged.</summary>
    /// <param name="trials">What <see cref="Run"/> gave.</param>
    public RateTrial? BestOf(IReadOnlyList<RateTrial> trials)
    {
        var good = trials.Where(t => double.IsFinite(t.Loss)).ToList();
        if (good.Count == 0) return null;
        if (good.All(t => t.IsWhole)) return good.MinBy(t => t.Loss);
        var least = good.Min(t => t.Loss);
        return good.Where(t => t.Loss <= least + Caution * Math.Abs(least)).MinBy(t => t.LearningRate);
    }

    private RateTrial TrialAt(double rate, Trainer trainer, Dataset train, int batchSize, CancellationToken cancel)
    {
        using var copy = new WorkingCopy(trainer.Model, optimizer: trainer.Optimizer);
        trainer.Optimizer.LearningRate = rate;
        var recorder = new Recorder(Updates);
        var trial = RangeTest.TrialOf(trainer, recorder);
        trial.Fit(train, null, Epochs, batchSize, cancel);
        cancel.ThrowIfCancellationRequested();
        if (recorder.HasDiverged) return new RateTrial(rate, trial.Steps, double.PositiveInfinity, false);
        var count = Math.Min(Samples, train.Count);
        var judged = new Subset(train, [.. Enumerable.Range(0, count).Select(i => (int)((long)i * train.Count / count))]);
        var loss = trial.Evaluate(judged, cancel: cancel)["loss"];
        return new RateTrial(rate, trial.Steps, double.IsFinite(loss) ? loss : double.PositiveInfinity, trial.Steps == trial.StepsPerEpoch * Epochs);
    }

    private static void Require(bool holds, string setting, double value, string rule)
    {
        if (!holds) throw new ArgumentOutOfRangeException(setting, $"RateTrials: {setting} is {value}; it must be {rule}.");
    }

    /// <summary>Ends a trial after its updates, or when its loss is no number.</summary>
    private sealed class Recorder(int updates) : TrainingHook
    {
        public bool HasDiverged { get; private set; }

        public override void OnStepEnd(Trainer trainer)
        {
            HasDiverged |= !double.IsFinite(trainer.BatchLoss);
            if (HasDiverged) trainer.Stop("the loss is no number");
            else if (trainer.Steps == updates) trainer.Stop("the trial's updates are made");
        }
    }
}
