namespace Descent.Cli;

/// <summary>What a trial came to.</summary>
/// <param name="Trainer">What trained, with the network as it is after the run.</param>
/// <param name="History">What happened, epoch by epoch.</param>
/// <param name="StepLosses">The loss of each step's batch, before its update.</param>
/// <param name="StepSeconds">Seconds of training, without validation, at the end of each step.</param>
internal sealed record TrialOutcome(Trainer Trainer, History History, IReadOnlyList<double> StepLosses, IReadOnlyList<double> StepSeconds)
{
    public Module Model => Trainer.Model;

    /// <summary>Whether the loss was no number any more.</summary>
    public bool Failed => History.Failed;

    /// <summary>A metric after each epoch, such as <c>validation.loss</c> or <c>train.accuracy</c>; NaN where an epoch has none.</summary>
    public IReadOnlyList<double> Curve(string metric) => [.. History.Epochs.Select(e => e.Find(metric) ?? double.NaN)];

    /// <summary>A metric after the last epoch; NaN if there was none.</summary>
    public double Last(string metric) => History.Epochs.Count == 0 ? double.NaN : History.Epochs[^1].Find(metric) ?? double.NaN;

    /// <summary>Measures the network as it is now, in evaluation mode: <c>Measure(train, "accuracy")</c>.</summary>
    public double Measure(Dataset data, string metric) => Trainer.Evaluate(data)[metric];
}
