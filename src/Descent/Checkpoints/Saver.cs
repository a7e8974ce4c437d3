using System.Diagnostics;

namespace Descent;

/// <summary>Saves a run while it trains, as its <see cref="Checkpoints"/> say; without them it does nothing. The trainer calls it between steps.</summary>
internal sealed class Saver(Trainer trainer) : IDisposable
{
    private readonly TrainingState _copy = new();
    private readonly Stopwatch _sinceSave = new();
    private Checkpoints? _settings;
    private CheckpointStore? _store;
    private IDisposable? _lock;
    private Task? _writing; // at most one
    private Guid _run;
    private long _number; // of the next save
    private long _seenSteps;
    private bool _isDue;
    private bool _isFailing;
    private Action? _rewind;

    /// <summary>Whether the run shall go back to its last checkpoint.</summary>
    public bool IsRewinding => _rewind is not null;

    /// <summary>Takes the folder, before anything of the run is changed.</summary>
    /// <exception cref="CheckpointException">Another process has it, or it cannot be written.</exception>
    public void Open()
    {
        _settings = trainer.Checkpoints;
        if (_settings is null) return;
        _store = new CheckpointStore(_settings.Disk, _settings.Folder);
        try
        {
            _settings.Disk.CreateFolder(_settings.Folder);
            if (Path.GetDirectoryName(Path.GetFullPath(_settings.Folder)) is { } above) _settings.Disk.FlushFolder(above);
            _lock = _settings.Disk.Lock(Path.Combine(_settings.Folder, CheckpointFiles.Lock));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{_settings.Folder}: the run cannot be saved there: {e.Message} If another process trains this run, let it end first.", e);
        }
    }

    /// <summary>A run that does not go on from a checkpoint is saved at once, so that a disk that cannot take it shows now.</summary>
    /// <exception cref="CheckpointException">The folder holds another run.</exception>
    public void Begin(ResumePoint? point)
    {
        if (_store is null || _settings is null) return;
        if (point is null && _store.List().Count > 0)
            throw new CheckpointException($"{_settings.Folder}: it holds checkpoints of an earlier run; call Resume to go on from them, or name another folder.");
        _store.Clean();
        _settings.Last = point?.Checkpoint;
        _run = point?.Checkpoint?.Run ?? Guid.NewGuid();
        _number = _store.List().Select(c => c.Save).FirstOrDefault() + 1;
        _seenSteps = trainer.Steps;
        _sinceSave.Restart();
        if (point?.Checkpoint is null) Save();
    }

    /// <summary>A batch was trained on.</summary>
    public void Stepped()
    {
        if (_settings is null || trainer.Steps == _seenSteps) return; // within an accumulation there are gradients to save, too
        _seenSteps = trainer.Steps;
        Collect();
        _isDue |= _settings.EverySteps is { } steps && trainer.Steps % steps == 0;
        _isDue |= _settings.EverySeconds is { } seconds && _sinceSave.Elapsed.TotalSeconds >= seconds;
        SaveIfDue();
    }

    /// <summary>An epoch was recorded, and the trainer stands at the beginning of the next.</summary>
    public void EpochEnded()
    {
        if (_settings is null) return;
        Collect();
        var epoch = trainer.Epoch - 1;
        if (_settings.KeepBest && trainer.History.BestEpoch == epoch && !IsRuined)
        {
            Save(isBest: true);
            return;
        }

        _isDue |= _settings.IsEveryEpoch || (_settings.EveryEpochs is { } epochs && epoch % epochs == 0);
        SaveIfDue();
    }

    /// <summary>The run ended, and hooks have not changed the weights yet. One that failed is not saved: its last checkpoint is a good one.</summary>
    public void Finish()
    {
        if (_settings is null) return;
        if (!trainer.History.Failed && !IsRuined) Save();
        Wait();
    }

    /// <summary>Asks for the run to go back to its last checkpoint after the step at hand.</summary>
    /// <param name="then">What to do once it is there.</param>
    public void AskRewind(Action? then)
    {
        if (_settings is null) throw new InvalidOperationException("RestoreLastCheckpoint: the run has no checkpoints; set Trainer.Checkpoints.");
        _rewind = then ?? (() => { });
    }

    /// <summary>Goes back to the last checkpoint if that was asked for, and saves what was done then: a resumed run need not go back again.</summary>
    /// <exception cref="CheckpointException">No checkpoint is whole.</exception>
    public bool Rewind()
    {
        if (_rewind is not { } then) return false;
        _rewind = null;
        Wait();
        var damaged = new List<string>();
        var newest = _store!.ReadNewest(damaged) ?? throw new CheckpointException($"RestoreLastCheckpoint: {_settings!.Folder} holds no checkpoint that is whole. {string.Join(" ", damaged)}");
        trainer.Load(new StateReader(newest.State, newest.Checkpoint.Name));
        _seenSteps = trainer.Steps;
        then();
        Save();
        return true;
    }

    /// <summary>Lets the save in flight end; the folder is free for another run then.</summary>
    public void Dispose()
    {
        _writing?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(); // its failure, if any, is not news any more
        _lock?.Dispose();
    }

    /// <summary>Whether the last update was itself too long for its element type. What is on the disk stays finite; the next step shows it to the guard.</summary>
    private bool IsRuined => trainer.Guard?.FindWeight() is not null;

    private void SaveIfDue()
    {
        if (_isDue && (_writing is null || _settings!.Waits) && !IsRuined) Save();
    }

    private void Save(bool isBest = false)
    {
        Wait();
        _copy.Take(trainer);
        var checkpoint = new Checkpoint(_settings!.Folder, _number++, trainer.Steps, trainer.Epoch, trainer.Consumed) { Run = _run, IsBest = isBest, Configuration = _settings.Configuration };
        _isDue = false;
        _sinceSave.Restart();
        _writing = Task.Run(() =>
        {
            _store!.Write(_copy, checkpoint);
            _settings.Last = checkpoint;
            _store.Retain(_settings.Keep, _settings.KeepEvery, _settings.KeepBest);
        });
    }

    private void Wait()
    {
        if (_writing is null) return;
        ((IAsyncResult)_writing).AsyncWaitHandle.WaitOne();
        Collect();
    }

    /// <summary>Sees whether the save in flight has ended, and how.</summary>
    private void Collect()
    {
        if (_writing is not { IsCompleted: true } writing) return;
        _writing = null;
        if (writing.Exception?.InnerException is not { } error)
        {
            _isFailing = false;
            return;
        }

        // Without any checkpoint, nothing of the run is safe: say so while little is lost. Later, the run itself is worth more.
        if (error is not CheckpointException || _settings!.Last is null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        if (_isFailing) return;
        _isFailing = true;
        var warning = $"the run could not be saved, and goes on: {error.Message} Its last checkpoint is {_settings.Last}.";
        trainer.History.Warn(warning);
        _settings.Warn?.Invoke(warning);
    }
}
