namespace Descent;

/// <summary>A checkpoint on the disk, complete and checked.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Save">Which save of its run it is, from 1.</param>
/// <param name="Step">Updates made when it was saved.</param>
/// <param name="Epoch">The epoch it goes on in, from 1.</param>
/// <param name="Consumed">Samples of that epoch that were consumed.</param>
public sealed record Checkpoint(string Folder, long Save, long Step, int Epoch, long Consumed)
{
    /// <summary>Identifies the run, through all its interruptions.</summary>
    public Guid Run { get; init; }

    /// <summary>Whether it was saved at the end of the epoch that was the best until then.</summary>
    public bool IsBest { get; init; }

    /// <summary>What <see cref="Checkpoints.Configuration"/> was; null if it was not given.</summary>
    public string? Configuration { get; init; }

    /// <summary>What the names of its files begin with.</summary>
    public string Name => $"{Save:D6}-step-{Step}";

    /// <summary>The network's weights and running statistics, a safetensors file as <c>model.Save</c> writes it.</summary>
    public string ModelPath => Path.Combine(Folder, CheckpointFiles.Model(Name));

    /// <summary>Its place in the run: <c>step 400, in epoch 3</c>.</summary>
    public override string ToString() => $"step {Step}, in epoch {Epoch}";
}
