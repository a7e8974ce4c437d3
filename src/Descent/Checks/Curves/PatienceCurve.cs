namespace Descent;

/// <summary>Did early stopping end the run while it was getting better again?</summary>
internal sealed class PatienceCurve : CurveCheck
{
    /// <summary>The waiting's second half against its first, and against the best.</summary>
    private const double Falling = 0.99, Near = 1.1;

    public override string Name => "history.patience";

    public override Finding? Run(RunCurves curves, DoctorTerms terms)
    {
        var watched = curves.Watched;
        var best = RunCurves.Best(watched);
        var waited = watched.Count - 1 - best;
        if (!curves.EndedEarly || curves.Patience == 0 || waited < 2) return null;
        var middle = best + 1 + waited / 2;
        double first = RunCurves.Mean(watched, best + 1, middle), second = RunCurves.Mean(watched, middle, watched.Count);
        return second < Falling * first && watched[^1] < Near * watched[best]
            ? Warn($"{terms.EarlyStopping}.patience", $"ended after {watched.Count} epochs; while it waited {waited}, the loss went from {Words.Of(first)} to {Words.Of(second)} (best {Words.Of(watched[best])})", "not falling while it waits", "patience ran out while the loss was coming down again", $"set {terms.EarlyStopping}.patience to {2 * curves.Patience}, or let the rate fall ({terms.Schedule}) so that the loss is less noisy").Measured(second / first, Falling)
            : null;
    }
}
