namespace Descent.Cli;

/// <summary>Section <c>training.early_stopping</c>: ends training when a metric no longer improves.</summary>
internal sealed class EarlyStoppingConfig
{
    public EarlyStoppingConfig(Section s)
    {
        Patience = s.Int("patience", 5, Bounds.AtLeast(1));
        MinDelta = s.Number("min_delta", 0, Bounds.NotNegative);
        Metric = s.Text("metric", "validation.loss");
        if (!Metric.StartsWith("validation.", StringComparison.Ordinal) && !Metric.StartsWith("train.", StringComparison.Ordinal))
            s.Add("metric", $"\"{Metric}\" is unknown; expected validation. or train. and a metric, such as validation.loss or validation.accuracy.");
        Relative = s.Flag("relative", false);
        RestoreBest = s.Flag("restore_best", true);
    }

    public int Patience { get; }

    public double MinDelta { get; }

    public string Metric { get; }

    public bool Relative { get; }

    public bool RestoreBest { get; }

    public EarlyStopping Build() => new(Patience, MinDelta, Metric, Relative, RestoreBest);
}
