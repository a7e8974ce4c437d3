namespace Descent.Cli;

/// <summary>One trial at several learning rates, each for the same seeds: what a fair comparison of two methods starts from.</summary>
/// <param name="Rates">The rates, as they were given.</param>
/// <param name="Outcomes">[rate][seed].</param>
/// <param name="Scores">What each rate came to: the mean over the seeds; NaN where a run failed.</param>
/// <param name="Best">The index of the best rate; −1 if all failed.</param>
internal sealed record RateGrid(IReadOnlyList<double> Rates, IReadOnlyList<IReadOnlyList<TrialOutcome>> Outcomes, IReadOnlyList<double> Scores, int Best)
{
    /// <summary>The best rate; NaN if all failed.</summary>
    public double BestRate => Best < 0 ? double.NaN : Rates[Best];

    /// <summary>The runs at the best rate, one a seed; those at the lowest rate if all failed.</summary>
    public IReadOnlyList<TrialOutcome> BestOutcomes => Outcomes[Math.Max(Best, 0)];

    /// <summary>Tries every rate.</summary>
    /// <param name="trial">The trial at a rate.</param>
    /// <param name="rates">The rates, rising.</param>
    /// <param name="seeds">How many seeds each.</param>
    /// <param name="score">What a run is judged by; the higher the better.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RateGrid Run(Func<double, Trial> trial, IReadOnlyList<double> rates, int seeds, Func<TrialOutcome, double> score, CancellationToken cancel)
    {
        var outcomes = rates.Select(rate => trial(rate).RunSeeds(seeds, cancel)).ToList();
        var scores = outcomes.Select(runs => runs.Any(r => r.Failed) ? double.NaN : runs.Average(score)).ToList();
        var best = -1;
        for (var i = 0; i < scores.Count; i++)
            if (!double.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best])) best = i;
        return new RateGrid(rates, outcomes, scores, best);
    }
}
