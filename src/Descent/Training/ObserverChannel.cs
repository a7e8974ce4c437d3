using System.Diagnostics;
using System.Threading.Channels;

namespace Descent;

/// <summary>
/// Carries events from the training thread to observers on another. It is bounded and drops the oldest, so that a slow observer
/// costs the run nothing. Without observers it does nothing.
/// </summary>
internal sealed class ObserverChannel : IDisposable
{
    /// <summary>Events waiting: many more than epochs usually are, and under 200 KB.</summary>
    private const int Capacity = 1024;

    /// <summary>Twenty step events a second: smooth to the eye, and nothing beside a step of a few microseconds.</summary>
    private static readonly long s_stepInterval = Stopwatch.Frequency / 20;

    /// <summary>How long the end of a run waits for observers to draw their last line.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly Channel<TrainingEvent>? _channel;
    private readonly Thread? _thread;
    private readonly List<ITrainingObserver> _observers;
    private readonly List<string> _warnings = [];
    private long _samplesPerEpoch;
    private long _lastStep;

    public ObserverChannel(IEnumerable<ITrainingObserver> observers)
    {
        _observers = [.. observers];
        if (_observers.Count == 0) return;
        _channel = Channel.CreateBounded<TrainingEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });
        _thread = new Thread(Deliver) { IsBackground = true, Name = "Descent observers" };
        _thread.Start();
    }

    public void Started(Trainer trainer, long samplesPerEpoch)
    {
        _samplesPerEpoch = samplesPerEpoch;
        Write(trainer, TrainingEventKind.Started, 0, double.NaN);
    }

    public void Stepped(Trainer trainer, Batch batch)
    {
        if (_channel is null) return;
        var now = Stopwatch.GetTimestamp();
        if (now - _lastStep < s_stepInterval) return;
        _lastStep = now;
        Write(trainer, TrainingEventKind.Stepped, batch.FirstSample + batch.Count, trainer.BatchLoss);
    }

    public void EpochEnded(Trainer trainer) => Write(trainer, TrainingEventKind.EpochEnded, _samplesPerEpoch, trainer.BatchLoss, trainer.History.Epochs[^1]);

    public void Ended(Trainer trainer)
    {
        Write(trainer, TrainingEventKind.Ended, _samplesPerEpoch, trainer.BatchLoss, stopReason: trainer.History.StopReason);
        Dispose();
        lock (_warnings)
            foreach (var warning in _warnings) trainer.History.Warn(warning);
    }

    /// <summary>Lets observers finish, for a bounded time.</summary>
    public void Dispose()
    {
        if (_channel is null || !_channel.Writer.TryComplete()) return;
        if (!_thread!.Join(s_patience)) AddWarning($"an observer was still busy {s_patience.TotalSeconds} s after the run; it was left behind");
    }

    private void Write(Trainer trainer, TrainingEventKind kind, long samples, double loss, EpochRecord? record = null, string? stopReason = null) =>
        _channel?.Writer.TryWrite(new TrainingEvent(kind, trainer.Epoch, trainer.Epochs, samples, _samplesPerEpoch, loss, trainer.Optimizer.LearningRate, record, stopReason));

    private void Deliver()
    {
        var reader = _channel!.Reader;
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var e))
            {
                for (var i = _observers.Count - 1; i >= 0; i--)
                {
                    try
                    {
                        _observers[i].Observe(e);
                    }
#pragma warning disable CA1031 // whatever a watcher throws must not reach the run
                    catch (Exception error)
#pragma warning restore CA1031
                    {
                        AddWarning($"the observer {_observers[i].GetType().Name} failed and was left out from then on: {error.Message}");
                        _observers.RemoveAt(i);
                    }
                }
            }
        }
    }

    private void AddWarning(string warning)
    {
        lock (_warnings) _warnings.Add(warning);
    }
}
