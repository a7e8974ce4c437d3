namespace Descent.Cli;

/// <summary>One training of a comparison, without a folder: what the weights that are kept come to on a part that training did not see, and the time it took.</summary>
/// <param name="Figure">The metric; NaN if the run failed.</param>
/// <param name="Seconds">The time of training.</param>
internal readonly record struct AblationRun(double Figure, double Seconds)
{
    /// <param name="config">What to train.</param>
    /// <param name="part"><c>validation</c> or <c>test</c>.</param>
    /// <param name="metric">The metric's name.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ConfigurationException">The configuration does not work with the data, or there is no such metric.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static AblationRun Of(RunConfig config, string part, string metric, CancellationToken cancel)
    {
        var run = PreparedRun.From(config);
        var trainer = run.CreateTrainer();
        var best = new BestWeights();
        trainer.Hooks.Add(best);
        run.Transfer?.TrainHead(run, TextWriter.Null, cancel);
        var data = run.Transfer?.Cache(run.Data, config.Data, TextWriter.Null, cancel) ?? run.Data;
        var history = trainer.Fit(data.Train, data.Validation, config.Training.Epochs, config.Training.BatchSize, cancel);
        cancel.ThrowIfCancellationRequested();
        if (history.Failed) return new AblationRun(double.NaN, history.Duration.TotalSeconds);
        if (!config.Training.KeepsLast) best.Restore();
        var values = trainer.Evaluate((part == "test" ? data.Test : data.Validation)!, cancel: cancel);
        return values.TryGet(metric, out var figure)
            ? new AblationRun(figure, history.Duration.TotalSeconds)
            : throw new ConfigurationException($"--metric {metric}: the run has no such metric; it has {string.Join(", ", values.Select(v => v.Key))}.");
    }
}
