namespace Descent;

/// <summary>Does the training loss jump up and down from epoch to epoch?</summary>
internal sealed class NoiseCurve : CurveCheck
{
    /// <summary>An epoch's mean over many batches moves by a few percent; a tenth, up and down, is the steps' own length.</summary>
    private const double Jump = 0.1, Turns = 0.5;

    public override string Name => "history.noise";

    public override int Fewest => 6;

    public override Finding? Run(RunCurves curves, DoctorTerms terms)
    {
        var half = curves.Train.Skip(curves.Train.Count / 2).ToList();
        var changes = Enumerable.Range(1, half.Count - 1).Select(i => (half[i] - half[i - 1]) / Math.Max(half[i - 1], 1e-12)).ToList();
        var jump = changes.Select(Math.Abs).Order().ElementAt(changes.Count / 2);
        var turns = Enumerable.Range(1, changes.Count - 1).Count(i => changes[i] * changes[i - 1] < 0) / (double)Math.Max(1, changes.Count - 1);
        return jump > Jump && turns >= Turns
            ? Warn(terms.LearningRate, $"the training loss changes by {Words.Percent(jump)} from epoch to epoch, up and down", $"at most {Words.Percent(Jump)}", "steps are so long that they jump across the valley: the rate is too high at the end, or batches are too small", $"let {terms.LearningRate} fall ({terms.Schedule}: cosine), divide it by 3, or raise {terms.BatchSize}").Measured(jump, Jump)
            : null;
    }
}
