namespace Descent;

/// <summary>Updates on one batch, without dropout, label smoothing, penalties and decay, from the first weights on.</summary>
internal sealed class OverfitTry
{
    private OverfitTry(double rate) => Rate = rate;

    public double Rate { get; }

    /// <summary>The loss before each update, above that of right answers.</summary>
    public List<double> Losses { get; } = [];

    /// <summary>What the loss has to come below.</summary>
    public double Goal { get; private set; }

    /// <summary>The share of samples that were right at the end; NaN where the target is numbers.</summary>
    public double Accuracy { get; private set; } = double.NaN;

    public bool Succeeds { get; private set; }

    public double Last => Losses[^1];

    /// <summary>Whether it ended above where it began, or nowhere.</summary>
    public bool Grows => !(Last <= Losses[0]);

    /// <summary>Whether half of the loss is gone: it learns, though it has not learned all.</summary>
    public bool Learns => Last < 0.5 * Losses[0];

    /// <summary>Whether most of the loss is gone.</summary>
    public bool IsNear => Last < 0.1 * Losses[0];

    public static OverfitTry Run(Examination x, ExaminedBatch batch, double rate, int steps)
    {
        var run = new OverfitTry(rate);
        try
        {
            x.Optimizer.Penalize(null, x.Model);
            (x.Optimizer.IgnoresDecay, x.Optimizer.LearningRate) = (true, rate);
            run.Learn(x, batch, steps);
        }
        finally
        {
            x.Restore();
        }

        return run;
    }

    public override string ToString() => $"loss {Words.Of(Losses[0])} → {Words.Of(Last)}{(double.IsNaN(Accuracy) ? "" : $", accuracy {Words.Of(Accuracy)}")} after {Words.Count(Losses.Count - 1, "update")}";

    private void Learn(Examination x, ExaminedBatch batch, int steps)
    {
        var loss = x.PlainLoss;
        var floor = LossAnswers.Right(x, x.Trace.Shape.With(0, batch.Count), batch.Targets) is { } right ? Math.Max(0, Examination.LossOf(loss, right, batch.Targets)) : 0;
        for (var i = 0; i <= steps; i++)
        {
            using var step = x.OpenStep(i);
            x.Train(dropout: false);
            var predictions = x.Model.Forward(batch.Inputs);
            var value = loss.Compute(predictions, batch.Targets);
            Losses.Add(value.Item() - floor);
            if (i == 0) Goal = Math.Max(0.01, 0.01 * Losses[0]);
            Measure(x, predictions, batch.Targets);
            Succeeds = Last < Goal && !(Accuracy < 1);
            if (Succeeds || i == steps || !double.IsFinite(Last)) return;
            if (x.Settings.Step is { } own)
            {
                own(batch.Inputs, batch.Targets);
                continue;
            }

            value.Backward(release: true);
            x.Settings.Clipping?.Apply(x.Optimizer);
            x.Optimizer.Update();
        }
    }

    private void Measure(Examination x, Tensor predictions, Tensor targets)
    {
        if (targets.Type != DType.Int32) return;
        var accuracy = new Accuracy(x.Loss.TakesProbabilities);
        accuracy.Add(predictions, targets);
        Accuracy = accuracy.Value;
    }
}
