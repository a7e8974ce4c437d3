namespace Descent;

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Train">Loss and metrics over the training batches, as they were while weights changed, in training mode.</param>
/// <param name="Validation">Loss and metrics over the validation data after the epoch; null without validation data.</param>
/// <param name="LearningRate">The learning rate at its end.</param>
/// <param name="Seconds">Seconds from the start of the run to its end.</param>
public sealed record EpochRecord(int Epoch, MetricValues Train, MetricValues? Validation, double LearningRate, double Seconds)
{
    /// <summary>The value of the regularizer's penalty after the epoch; null without a regularizer.</summary>
    public double? Penalty { get; init; }

    /// <summary>The share of penalized weights that are exactly 0 after the epoch; null without a regularizer.</summary>
    public double? Zeros { get; init; }

    /// <summary>A value by its dotted name, such as <c>validation.loss</c> or <c>train.accuracy</c>; null if the epoch has none.</summary>
    public double? Find(string metric)
    {
        var dot = metric.IndexOf('.', StringComparison.Ordinal);
        var part = dot < 0 ? "" : metric[..dot];
        var values = part == "train" ? Train : part == "validation" ? Validation : null;
        return values is not null && values.TryGet(metric[(dot + 1)..], out var value) ? value : null;
    }
}

/// <summary>What happened in a run, epoch by epoch.</summary>
public sealed class History : IStateful
{
    private readonly List<EpochRecord> _epochs = [];
    private readonly List<string> _warnings = [];
    private IReadOnlyList<Metric> _metrics = [];
    private bool _higherIsBetter;
    private double _best = double.NaN;

    /// <summary>The epochs, in order.</summary>
    public IReadOnlyList<EpochRecord> Epochs => _epochs;

    /// <summary>The epoch with the best value of <see cref="Metric"/>, from 1; 0 if there is none.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>What the best epoch is chosen by: <c>validation.loss</c>, or what early stopping monitors.</summary>
    public string Metric { get; private set; } = "validation.loss";

    /// <summary>Why the run ended.</summary>
    public string StopReason { get; private set; } = "";

    /// <summary>Whether it ended by a failure: a loss that is not a number.</summary>
    public bool Failed { get; internal set; }

    /// <summary>The time of the whole run.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Samples trained on, a second of training; validation does not count.</summary>
    public double SamplesPerSecond { get; private set; }

    /// <summary>The part of the training time that was spent waiting for data, 0 … 1; of a resumed run, since it was resumed.</summary>
    public double DataWaitShare { get; private set; }

    /// <summary>Samples trained on.</summary>
    public long Samples { get; private set; }

    /// <summary>What went wrong without ending the run.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    internal static bool IsBetter(double value, double than, bool higherIsBetter) =>
        !double.IsNaN(value) && (double.IsNaN(than) || (higherIsBetter ? value > than : value < than));

    internal void Watch(string metric, IReadOnlyList<Metric> metrics)
    {
        (Metric, _metrics) = (metric, metrics);
        _higherIsBetter = HigherIsBetter(metric);
    }

    /// <summary>Whether more of a value, named as <c>validation.accuracy</c>, is better; less of a loss is.</summary>
    internal bool HigherIsBetter(string metric) => _metrics.FirstOrDefault(m => metric.EndsWith("." + m.Name, StringComparison.Ordinal))?.HigherIsBetter ?? false;

    internal void Add(EpochRecord record)
    {
        _epochs.Add(record);
        if (record.Find(Metric) is not { } value || !IsBetter(value, _best, _higherIsBetter)) return;
        _best = value;
        BestEpoch = record.Epoch;
    }

    internal void Warn(string warning) => _warnings.Add(warning);

    internal void End(string reason, RunClock clock, long samples, TimeSpan waited)
    {
        DataWaitShare = clock.ShareOf(waited);
        StopReason = reason;
        Duration = clock.Total;
        Samples = samples;
        SamplesPerSecond = clock.Training > TimeSpan.Zero ? samples / clock.Training.TotalSeconds : 0;
    }

    /// <inheritdoc/>
    void IStateful.Save(StateWriter state) => Save(state);

    /// <inheritdoc/>
    void IStateful.Load(StateReader state) => Load(state);

    internal void Save(StateWriter state)
    {
        state.Add("best", _best);
        state.Add("best_epoch", BestEpoch);
        state.Add("warnings", _warnings.Count);
        for (var i = 0; i < _warnings.Count; i++) state.Add($"warning {i + 1}", _warnings[i]);
        EpochTable.Save(_epochs, state);
    }

    internal void Load(StateReader state)
    {
        (_best, BestEpoch) = (state.Number("best"), (int)state.Integer("best_epoch"));
        _warnings.Clear();
        for (var i = 0; i < state.Integer("warnings"); i++) _warnings.Add(state.Text($"warning {i + 1}"));
        _epochs.Clear();
        _epochs.AddRange(EpochTable.Load(state));
    }
}
