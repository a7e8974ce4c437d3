namespace Descent;

/// <summary>Did the training loss grow, or stop being a number?</summary>
internal sealed class DivergenceCurve : CurveCheck
{
    /// <summary>Above where it began, and half again its best: noise of an epoch's mean does neither.</summary>
    private const double Growth = 1.5;

    public override string Name => "history.divergence";

    public override int Fewest => 1;

    public override Finding? Run(RunCurves curves, DoctorTerms terms)
    {
        const string Remedy = "divide {0} by 10 (descent find-lr suggests one), warm it up ({1}), or limit gradients ({2}: {{global_norm: 1}})";
        var remedy = string.Format(System.Globalization.CultureInfo.InvariantCulture, Remedy, terms.LearningRate, terms.Schedule, terms.Clipping);
        var bad = curves.Train.Concat(curves.Validation).Any(v => !double.IsFinite(v));
        if (bad)
        {
            var epoch = Enumerable.Range(0, curves.Train.Count).First(i => !double.IsFinite(curves.Train[i]) || (i < curves.Validation.Count && !double.IsFinite(curves.Validation[i]))) + 1;
            return Fail(terms.LearningRate, $"the loss is not finite in epoch {epoch}", "finite", "the learning rate is too high, or numbers of the data are not finite", remedy);
        }

        var (last, best) = (curves.Train[^1], curves.Train.Min());
        return curves.Train.Count > 1 && last > Growth * best && last > curves.Train[0]
            ? Fail(terms.LearningRate, $"training loss {Words.Of(curves.Train[0])} → {Words.Of(last)}, at best {Words.Of(best)}", "falling", "the run diverges: the learning rate is too high", remedy).Measured(last / best, Growth)
            : null;
    }
}
