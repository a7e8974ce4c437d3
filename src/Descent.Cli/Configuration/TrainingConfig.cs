namespace Descent.Cli;

/// <summary>Section <c>training</c>.</summary>
internal sealed class TrainingConfig
{
    /// <summary>What the library's worker team takes.</summary>
    internal const int MaxThreads = 256;

    private static readonly IReadOnlyList<(string, bool)> s_weights = [("best", false), ("last", true)];

    public TrainingConfig(Section s, DataConfig data)
    {
        Epochs = s.Int("epochs", 60, Bounds.AtLeast(1));
        BatchSize = s.Int("batch_size", 64, Bounds.AtLeast(1));
        Threads = s.Int("threads", Device.Threads, Bounds.Between(1, MaxThreads));
        var kind = data.Source?.TargetKind;
        Loss = s.OneOf("loss", "loss", Losses.Table, kind == TargetKind.Value ? "mean_squared_error" : "cross_entropy");
        if (Loss is not null && kind is { } target && Loss.TargetKind != target)
            s.Add("loss", target == TargetKind.Class
                ? $"{Loss.Name} compares numbers, but the data's target is a class; expected {Losses.NamesFor(target)}."
                : $"{Loss.Name} judges classes, but the data's target is a number; expected {Losses.NamesFor(target)}, or name the class column as label instead of target.");
        if (data.ClassWeights is not null && Loss is { TargetKind: TargetKind.Class, TakesWeights: false })
            s.Add("loss", $"{Loss.Name} takes no weight a class, but data.class_weights is given; use cross_entropy{(Loss.IsBinary ? ", or positive_weight in place of class_weights" : "")}.");
        Optimizer = s.OneOf("optimizer", "optimizer", Optimizers.Table, "adam");
        Schedule = s.OneOf("schedule", "schedule", Schedules.Table, "constant");
        Accumulate = s.Int("accumulate", 1, Bounds.AtLeast(1));
        Clipping = s.Optional("clip", v => v.OneOf("limit", ClippingConfig.Table));
        Guard = s.OneOf("guard", "guard", GuardConfig.Table, "stop");
        Regularizer = RegularizerConfig.Read(s);
        MaxNorm = s.Optional("max_norm", v => (double?)v.Number(Bounds.Positive));
        Averaging = s.Optional("averaging", v => v.OneOf("average", AveragingConfig.Table));
        EarlyStopping = ReadEarlyStopping(s, data.Split.HasValidation);
        Log = s.Map("log", l => new LogConfig(l));
        KeepsLast = s.Word("weights", s_weights);
        if (KeepsLast && EarlyStopping is { RestoreBest: true })
            s.Add("weights", "the last weights are asked for, but early stopping puts the best ones back; set early_stopping.restore_best: false, early_stopping: null, or weights: best.");
    }

    public int Epochs { get; }

    public int BatchSize { get; }

    public int Threads { get; }

    /// <summary>Null only while its problems are being reported.</summary>
    public LossConfig? Loss { get; }

    /// <summary>Null only while its problems are being reported.</summary>
    public OptimizerConfig? Optimizer { get; }

    /// <summary>How the learning rate changes; null only while its problems are being reported.</summary>
    public ScheduleConfig? Schedule { get; }

    /// <summary>Batches an update.</summary>
    public int Accumulate { get; }

    /// <summary>Null for none.</summary>
    public ClippingConfig? Clipping { get; }

    /// <summary>What follows when a number is not finite; null only while its problems are being reported.</summary>
    public GuardConfig? Guard { get; }

    /// <summary>Null for none.</summary>
    public RegularizerConfig? Regularizer { get; }

    /// <summary>The largest norm of a unit's weights; null for no limit.</summary>
    public double? MaxNorm { get; }

    /// <summary>Null for none.</summary>
    public AveragingConfig? Averaging { get; }

    /// <summary>Null if it is switched off.</summary>
    public EarlyStoppingConfig? EarlyStopping { get; }

    /// <summary>What is written for TensorBoard.</summary>
    public LogConfig Log { get; }

    /// <summary>Whether the network is judged and kept with its last weights, not with those of its best epoch.</summary>
    public bool KeepsLast { get; }

    private static EarlyStoppingConfig? ReadEarlyStopping(Section s, bool hasValidation)
    {
        const string Key = "early_stopping";
        if (s.Find(Key) is { IsNull: true } || (!s.Has(Key) && !hasValidation))
        {
            s.Resolved.Set(Key, Value.Scalar("null"));
            return null;
        }

        var config = s.Map(Key, e => new EarlyStoppingConfig(e));
        if (!hasValidation && config.Metric.StartsWith("validation.", StringComparison.Ordinal))
            s.Add(Key, $"{config.Metric} cannot be watched, because data.split.validation is 0; set a validation fraction, another metric, or early_stopping: null.");
        return config;
    }
}
