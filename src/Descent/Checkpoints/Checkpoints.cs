namespace Descent;

/// <summary>
/// When and where a run is saved, so that it can go on to the same bits after whatever ended it: set <see cref="Trainer.Checkpoints"/>, and
/// call <see cref="Trainer.Resume(string)"/> before <c>Fit</c>. It is saved when it starts and when it ends, too. A save is made from a copy
/// by another thread; one that comes due while the last is still being written is made as soon as that is done (see <see cref="Waits"/>).
/// Without any interval, a run is saved after each epoch.
/// </summary>
/// <param name="folder">The folder, one for each run; it is made when the run starts.</param>
public sealed class Checkpoints(string folder)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>A save each time the number of updates reaches a multiple of this.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? EverySteps { get; init => field = Positive(value, nameof(EverySteps)); }

    /// <summary>A save at the first update this many seconds after the last one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double? EverySeconds
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Checkpoints: EverySeconds is {value}; it must be above 0.");
    }

    /// <summary>A save after each epoch whose number is a multiple of this.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? EveryEpochs { get; init => field = Positive(value, nameof(EveryEpochs)); }

    /// <summary>How many of the newest are kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Keep { get; init => field = Positive(value, nameof(Keep))!.Value; } = 3;

    /// <summary>Each of the older ones whose number (<see cref="Checkpoint.Save"/>) is a multiple of this is kept, too; null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? KeepEvery { get; init => field = Positive(value, nameof(KeepEvery)); }

    /// <summary>Whether each epoch that is the best so far is saved at its end, and the newest of these kept.</summary>
    public bool KeepBest { get; init; }

    /// <summary>Whether training waits for the disk, so that each save is made exactly when it is due.</summary>
    public bool Waits { get; init; }

    /// <summary>What the run is made from, in any form, such as a configuration file's text; a checkpoint keeps it for whoever resumes.</summary>
    public string? Configuration { get; init; }

    /// <summary>Told at once, on the training thread, of a save that failed; the run goes on, and <see cref="History.Warnings"/> keeps it.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>The newest checkpoint of the run that is on the disk; null before the first.</summary>
    public Checkpoint? Last { get; internal set; }

    internal IDisk Disk { get; init; } = Descent.Disk.Real;

    internal bool IsEveryEpoch => EverySteps is null && EverySeconds is null && EveryEpochs is null;

    private static int? Positive(int? value, string name) =>
        value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), $"Checkpoints: {name} is {value}; it must be 1 or more.");
}
