namespace Descent;

/// <summary>
/// Finds learning rates worth trying (L. N. Smith, "Cyclical learning rates for training neural networks", 2017): trains while the rate rises
/// exponentially from far too low to far too high, until the loss diverges. The run it is made for stays what it is: network, running statistics,
/// gradients and the optimizer's state are worked on as copies, and the samples come from a loader of its own.
/// </summary>
public sealed class RangeTest
{
    /// <summary>The first learning rate, above 0.</summary>
    public double Lowest { get; init; } = 1e-7;

    /// <summary>The last learning rate, above the first.</summary>
    public double Highest { get; init; } = 10;

    /// <summary>Updates from the first to the last rate; 20 or more.</summary>
    public int Updates { get; init; } = 100;

    /// <summary>The test ends when the smoothed loss is so many times its lowest, above 1; or no number.</summary>
    public double DivergesAt { get; init; } = 4;

    /// <summary>Runs the test with a trainer's network, loss, optimizer and settings. Its schedule, early stopping, guard, health checks and hooks take no part, but for <see cref="MaxNorm"/>.</summary>
    /// <param name="trainer">What would train. It is not changed.</param>
    /// <param name="train">What to train on.</param>
    /// <param name="batchSize">Samples an update.</param>
    /// <param name="cancel">Ends the test between two updates.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="TrainingException">The run cannot be trained; all problems are listed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RangeTestResult Run(Trainer trainer, Dataset train, int batchSize, CancellationToken cancel = default)
    {
        Require(Lowest > 0 && double.IsFinite(Lowest), nameof(Lowest), Lowest, "above 0");
        Require(Highest > Lowest && double.IsFinite(Highest), nameof(Highest), Highest, $"above Lowest, {Lowest}");
        Require(Updates >= 20, nameof(Updates), Updates, "20 or more");
        Require(DivergesAt > 1 && double.IsFinite(DivergesAt), nameof(DivergesAt), DivergesAt, "above 1");
        using var copy = new WorkingCopy(trainer.Model, optimizer: trainer.Optimizer);
        var recorder = new Recorder(this);
        var trial = TrialOf(trainer, recorder);
        var updates = Math.Max(1, Trainer.UpdatesIn(train.Count, Math.Max(1, batchSize), Math.Max(1, trainer.Accumulate)));
        var history = trial.Fit(train, null, (int)((Updates + updates - 1) / updates), batchSize, cancel);
        cancel.ThrowIfCancellationRequested();
        return new RangeTestResult(recorder.Rates, recorder.Losses, recorder.HasDiverged ? history.StopReason : null);
    }

    /// <summary>A trainer of the same network with the same settings, for a trial on a copy: without schedule, early stopping, guard, health checks and hooks, but for limits of norms.</summary>
    internal static Trainer TrialOf(Trainer trainer, TrainingHook recorder)
    {
        var trial = new Trainer(trainer.Model, trainer.Loss, trainer.Optimizer)
        {
            Seed = trainer.Seed,
            Regularizer = trainer.Regularizer,
            Clipping = trainer.Clipping,
            Accumulate = trainer.Accumulate,
            Mix = trainer.Mix,
            Metrics = [],
            Guard = null,
            Health = null,
            Hooks = { recorder },
        };
        foreach (var hook in trainer.Hooks.OfType<MaxNorm>()) trial.Hooks.Add(new MaxNorm(hook.Limit, hook.Only));
        return trial;
    }

    private double RateOf(long update) => Lowest * Math.Pow(Highest / Lowest, update / (Updates - 1.0));

    private static void Require(bool holds, string setting, double value, string rule)
    {
        if (!holds) throw new ArgumentOutOfRangeException(setting, $"RangeTest: {setting} is {value}; it must be {rule}.");
    }

    /// <summary>Sets the rate of each update, notes its loss, and ends the test.</summary>
    private sealed class Recorder(RangeTest test) : TrainingHook
    {
        // Of the running average by which divergence is seen: it follows within a handful of updates.
        private const double Kept = 0.8;
        private double _average;
        private double _lowest = double.PositiveInfinity;

        public List<double> Rates { get; } = [];

        public List<double> Losses { get; } = [];

        public bool HasDiverged { get; private set; }

        public override void OnGradients(Trainer trainer) => trainer.Optimizer.LearningRate = test.RateOf(trainer.Steps);

        public override void OnStepEnd(Trainer trainer)
        {
            var (rate, loss) = (test.RateOf(trainer.Steps - 1), trainer.BatchLoss);
            if (!double.IsFinite(loss))
            {
                Diverge(trainer, $"at the rate {rate:0.#e-0} the loss became {loss}");
                return;
            }

            Rates.Add(rate);
            Losses.Add(loss);
            _average = Kept * _average + (1 - Kept) * loss;
            var smoothed = _average / (1 - Math.Pow(Kept, Losses.Count));
            _lowest = Math.Min(_lowest, smoothed);
            if (smoothed > test.DivergesAt * _lowest && smoothed > Losses[0]) Diverge(trainer, $"at the rate {rate:0.#e-0} the loss was over {test.DivergesAt} times its lowest");
            else if (Losses.Count == test.Updates) trainer.Stop("the highest rate was reached");
        }

        private void Diverge(Trainer trainer, string reason)
        {
            HasDiverged = true;
            trainer.Stop(reason);
        }
    }
}
