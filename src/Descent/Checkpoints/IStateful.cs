namespace Descent;

/// <summary>
/// A part of a run that a checkpoint has to hold, so that a resumed run goes on to the same bits: hooks, metrics, what they are made of.
/// Save everything that steps change; what the constructor was given is made anew with the run.
/// </summary>
public interface IStateful
{
    /// <summary>Tells everything that steps have changed. Tensors are copied before it returns.</summary>
    /// <param name="state">Where to tell it.</param>
    void Save(StateWriter state);

    /// <summary>Takes over what <see cref="Save"/> told. A hook's <see cref="TrainingHook.OnStart"/> was called before.</summary>
    /// <param name="state">What was told; each name must be read, and only names that were saved are there.</param>
    /// <exception cref="CheckpointException">Something is missing or does not fit.</exception>
    void Load(StateReader state);
}
