namespace Descent;

/// <summary>Did learning stop at a loss that is still high, at a rate that never changed?</summary>
internal sealed class PlateauCurve : CurveCheck
{
    /// <summary>Half of the run without 1 %, at more than a fifth of the first loss.</summary>
    private const double Better = 0.01, High = 0.2;

    public override string Name => "history.plateau";

    public override int Fewest => 8;

    public override Finding? Run(RunCurves curves, DoctorTerms terms)
    {
        var train = curves.Train;
        int half = train.Count / 2;
        double before = train.Take(half).Min(), after = train.Skip(half).Min();
        var isConstant = curves.LearningRates.Count == 0 || curves.LearningRates.Min() > 0.5 * curves.LearningRates.Max();
        return isConstant && after > (1 - Better) * before && after > High * train[0] && after < 0.9 * train[0]
            ? Warn(terms.Schedule, $"training loss {Words.Of(before)} after {half} epochs, {Words.Of(after)} at best after {train.Count}", $"better by {Words.Percent(Better)}", "a plateau: at this rate the loss falls no further", $"lower the rate where the loss stands still ({terms.Schedule}: reduce_on_plateau or cosine); if that does not help, the network is too small ({terms.Width})").Measured(after / before, 1 - Better)
            : null;
    }
}
