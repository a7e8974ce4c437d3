namespace Descent;

/// <summary>Does the validation loss rise while the training loss falls?</summary>
internal sealed class OverfittingCurve : CurveCheck
{
    /// <summary>A tenth above the best, three epochs after it: more than an epoch's noise.</summary>
    private const double Rise = 1.1;
    private const int After = 3;

    public override string Name => "history.overfitting";

    public override Finding? Run(RunCurves curves, DoctorTerms terms)
    {
        if (curves.Validation.Count == 0) return null;
        int best = RunCurves.Best(curves.Validation), last = curves.Train.Count - 1;
        var rise = RunCurves.Mean(curves.Validation, Math.Max(best + 1, last - 2), last + 1) / curves.Validation[best];
        if (last - best < After || !(rise > Rise) || curves.Train[last] >= curves.Train[best]) return null;
        return Warn("validation", $"validation loss {Words.Of(curves.Validation[best])} in epoch {best + 1}, {Words.Of(curves.Validation[last])} at the end; training loss {Words.Of(curves.Train[best])} → {Words.Of(curves.Train[last])}", $"at most {Rise} times the best", "overfitting: what is learned after the best epoch holds for the training data alone",
            $"in this order: more data or augmentation ({terms.Augmentation}), dropout ({terms.Dropout}), a penalty ({terms.Regularization} or {terms.WeightDecay}), fewer units; and keep the best epoch ({terms.EarlyStopping})").Measured(rise, Rise);
    }
}
