namespace Descent;

/// <summary>
/// Watches a run: progress bars, logs, dashboards. It is called on a thread of its own, one event at a time; when it is slow, the oldest
/// events are dropped. What it throws ends its watching, not the run (see <see cref="History.Warnings"/>).
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Something happened.</summary>
    void Observe(in TrainingEvent e);
}

/// <summary>What happened in a run.</summary>
public enum TrainingEventKind
{
    /// <summary>The run starts.</summary>
    Started,

    /// <summary>Steps were made; at most twenty events a second tell of them.</summary>
    Stepped,

    /// <summary>An epoch ended, validation included.</summary>
    EpochEnded,

    /// <summary>The run ended.</summary>
    Ended,
}

/// <summary>Something that happened in a run.</summary>
/// <param name="Kind">What.</param>
/// <param name="Epoch">The epoch, from 1; 0 before the first.</param>
/// <param name="Epochs">The epochs asked for.</param>
/// <param name="Samples">Samples of this epoch that were consumed.</param>
/// <param name="SamplesPerEpoch">Samples in an epoch.</param>
/// <param name="Loss">The loss of the last batch; NaN before the first.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Record">The epoch's record, for <see cref="TrainingEventKind.EpochEnded"/>.</param>
/// <param name="StopReason">Why the run ended, for <see cref="TrainingEventKind.Ended"/>.</param>
public readonly record struct TrainingEvent(
    TrainingEventKind Kind,
    int Epoch,
    int Epochs,
    long Samples,
    long SamplesPerEpoch,
    double Loss,
    double LearningRate,
    EpochRecord? Record = null,
    string? StopReason = null);
