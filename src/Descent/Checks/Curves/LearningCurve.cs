namespace Descent;

/// <summary>Did the training loss fall at all, and is it still falling where the run ended?</summary>
internal sealed class LearningCurve : CurveCheck
{
    /// <summary>What is left of the first epoch's loss: above, hardly anything was learned.</summary>
    private const double Hardly = 0.9;

    /// <summary>A share of epochs that fall so steadily is no noise.</summary>
    private const double Steady = 0.8;

    /// <summary>An improvement an epoch, at the end, that is worth more epochs.</summary>
    private const double StillFalling = 0.01;

    public override string Name => "history.learning";

    public override Finding? Run(RunCurves curves, DoctorTerms terms)
    {
        var train = curves.Train;
        var count = train.Count;
        var left = train.Min() / train[0];
        var isSteady = Falls(train) || Falls(curves.Watched); // dropout makes the training loss rough, not the validation loss
        var figure = $"training loss {Words.Of(train[0])} → {Words.Of(train[^1])} in {count} epochs";
        if (left > Hardly)
        {
            return isSteady
                ? Fail(terms.LearningRate, figure, $"below {Words.Of(Hardly)} of the first epoch's", "it falls in nearly every epoch, but hardly: the learning rate is too low", $"multiply {terms.LearningRate} by 10, or take what descent find-lr suggests").Measured(left, Hardly)
                : Fail(terms.Layers, figure, $"below {Words.Of(Hardly)} of the first epoch's", "underfitting: the network does not learn its own training data", $"run descent doctor on the run file first (does it learn one batch?); then widen the network ({terms.Width}), take off dropout and penalties ({terms.Regularization})").Measured(left, Hardly);
        }

        var watched = curves.Watched;
        var tail = Math.Max(2, count / 5);
        var rate = 1 - Math.Pow(watched[^1] / watched[count - tail], 1.0 / (tail - 1));
        return !curves.EndedEarly && RunCurves.Best(watched) == count - 1 && rate > StillFalling
            ? Warn(terms.Epochs, $"the loss still falls by {Words.Percent(rate)} an epoch at the end ({Words.Of(watched[^1])})", $"below {Words.Percent(StillFalling)}", "the run ended before it had learned what it can", $"raise {terms.Epochs}, or {terms.LearningRate} if it falls evenly; early stopping ends it in time").Measured(rate, StillFalling)
            : null;
    }

    private static bool Falls(IReadOnlyList<double> loss) => Enumerable.Range(1, loss.Count - 1).Count(i => loss[i] < loss[i - 1]) >= Steady * (loss.Count - 1);
}
