namespace Descent.Cli;

/// <summary>What a technique is worth in a run: runs with it against runs without, in pairs of the same seed.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Gain">The metric with the technique minus the metric without; the sign turned where a smaller one is better, so that above 0 is good.</param>
/// <param name="Time">The time of training with it, as a multiple of that without: the median over the pairs.</param>
/// <param name="FailedWith">Pairs whose run with it failed.</param>
/// <param name="FailedWithout">Pairs whose run without it failed.</param>
/// <param name="Problem">Why there is no comparison; null if there is one.</param>
internal sealed record Ablation(AblatedTechnique Technique, PairedDifference Gain, double Time, int FailedWith, int FailedWithout, string? Problem = null)
{
    /// <summary>What to do, in a few words.</summary>
    public string Advice => this switch
    {
        { Problem: { } problem } => problem,
        { FailedWith: > 0 } when FailedWith > FailedWithout => Technique.IsOn ? $"take it out: {FailedWith} runs with it failed" : $"leave it out: {FailedWith} runs with it failed",
        { FailedWithout: > 0 } when FailedWithout > FailedWith => Technique.IsOn ? $"keep it: {FailedWithout} runs without it failed" : $"add it: {FailedWithout} runs without it failed",
        { Gain.IsClear: false } => "no difference seen",
        { Gain.Mean: > 0 } => Technique.IsOn ? "keep it" : "add it",
        _ => Technique.IsOn ? "take it out" : "leave it out",
    };

    /// <summary>Whether the run would be better off with its other side.</summary>
    public bool SaysChange => Problem is null && (Advice.StartsWith("add", StringComparison.Ordinal) || Advice.StartsWith("take", StringComparison.Ordinal));

    /// <summary>Compares trials of a run as it is with trials of its other side, pair by pair.</summary>
    /// <param name="technique">What was switched.</param>
    /// <param name="asItIs">Trials of the run as it is.</param>
    /// <param name="switched">Trials of the other side, in the order of the same seeds.</param>
    /// <param name="higherIsBetter">Whether more of the metric is better.</param>
    /// <param name="resolution">The step in which the metric is known; see <see cref="PairedDifference.Of"/>.</param>
    public static Ablation Of(AblatedTechnique technique, IReadOnlyList<AblationRun> asItIs, IReadOnlyList<AblationRun> switched, bool higherIsBetter, double resolution)
    {
        var (with, without) = technique.IsOn ? (asItIs, switched) : (switched, asItIs);
        var pairs = with.Zip(without).Where(p => double.IsFinite(p.First.Figure) && double.IsFinite(p.Second.Figure)).ToList();
        var sign = higherIsBetter ? 1 : -1;
        var gain = pairs.Count == 0
            ? new PairedDifference(double.NaN, double.NaN)
            : PairedDifference.Of([.. pairs.Select(p => sign * p.First.Figure)], [.. pairs.Select(p => sign * p.Second.Figure)], resolution);
        var ratios = with.Zip(without, (a, b) => a.Seconds / b.Seconds).Order().ToList();
        return new Ablation(technique, gain, (ratios[(ratios.Count - 1) / 2] + ratios[ratios.Count / 2]) / 2, Failed(with), Failed(without));
    }

    private static int Failed(IReadOnlyList<AblationRun> trials) => trials.Count(t => !double.IsFinite(t.Figure));
}
