namespace Descent;

/// <summary>Where a run can go on from: the newest checkpoint in a folder that is whole.</summary>
public sealed class ResumePoint
{
    private ResumePoint(string folder, Checkpoint? checkpoint, TrainingState? state, IReadOnlyList<string> damaged) =>
        (Folder, Checkpoint, State, Damaged) = (folder, checkpoint, state, damaged);

    /// <summary>Where it was looked for.</summary>
    public string Folder { get; }

    /// <summary>The checkpoint; null if there is none that is whole: a run then starts from the beginning.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>The newer ones that are damaged, if any: which file, and what is wrong with it.</summary>
    public IReadOnlyList<string> Damaged { get; }

    internal TrainingState? State { get; }

    /// <summary>Finds it: reads checkpoints from the newest on, until one agrees in every byte with what its manifest says.</summary>
    /// <param name="folder">The folder that <see cref="Checkpoints"/> were written to; it need not exist.</param>
    /// <exception cref="CheckpointException">The newest one was written by a later version of the library.</exception>
    public static ResumePoint Find(string folder) => Find(Disk.Real, folder);

    /// <summary>What was found, and what was not.</summary>
    public override string ToString()
    {
        var found = Checkpoint is null ? $"no checkpoint in {Folder}" : $"{Checkpoint}";
        return Damaged.Count == 0 ? found : $"{found} ({(Damaged.Count == 1 ? "a newer one is" : $"{Damaged.Count} newer ones are")} damaged: {string.Join(" ", Damaged)})";
    }

    internal static ResumePoint Find(IDisk disk, string folder)
    {
        var damaged = new List<string>();
        var newest = new CheckpointStore(disk, folder).ReadNewest(damaged);
        return new ResumePoint(folder, newest?.Checkpoint, newest?.State, damaged);
    }
}
