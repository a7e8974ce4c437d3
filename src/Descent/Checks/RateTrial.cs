namespace Descent;

/// <summary>What a short training at one rate came to.</summary>
/// <param name="LearningRate">The rate, the same for each update.</param>
/// <param name="Updates">How many updates.</param>
/// <param name="Loss">The training loss behind them, in evaluation mode; infinite if it diverged.</param>
/// <param name="IsWhole">Whether these were all updates of <see cref="RateTrials.Epochs"/> epochs.</param>
public readonly record struct RateTrial(double LearningRate, long Updates, double Loss, bool IsWhole);
