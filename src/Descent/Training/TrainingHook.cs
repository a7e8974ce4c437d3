namespace Descent;

/// <summary>
/// Steers a run: it is called at eight points and may read and change anything of the trainer, and end the run with
/// <see cref="Trainer.Stop"/>. One that changes while it runs tells checkpoints what it is (<see cref="Save"/>), or a resumed run would not go
/// on as it was. To watch only, write an <see cref="ITrainingObserver"/>: it cannot slow the run.
/// </summary>
public abstract class TrainingHook : IStateful
{
    /// <summary>Before the first epoch.</summary>
    public virtual void OnStart(Trainer trainer)
    {
    }

    /// <summary>Before an epoch's first step.</summary>
    public virtual void OnEpochStart(Trainer trainer)
    {
    }

    /// <summary>Gradients are complete; the update has not happened.</summary>
    public virtual void OnGradients(Trainer trainer)
    {
    }

    /// <summary>After an update.</summary>
    public virtual void OnStepEnd(Trainer trainer)
    {
    }

    /// <summary>After an epoch's last update, before its validation. Not called for an epoch that was cut short.</summary>
    public virtual void OnEpochTrained(Trainer trainer)
    {
    }

    /// <summary>In the validation after an epoch, for each of its batches, in evaluation mode: what the network makes of samples is seen without another pass.</summary>
    /// <param name="trainer">The run.</param>
    /// <param name="batch">The samples; valid during the call.</param>
    /// <param name="predictions">The network's outputs for them; valid during the call.</param>
    public virtual void OnValidationBatch(Trainer trainer, Batch batch, Tensor predictions)
    {
    }

    /// <summary>After an epoch and its validation: the record is the last of <see cref="Trainer.History"/>.</summary>
    public virtual void OnEpochEnd(Trainer trainer)
    {
    }

    /// <summary>After the last epoch, however the run ended, unless by an exception.</summary>
    public virtual void OnEnd(Trainer trainer)
    {
    }

    /// <summary>Tells a checkpoint everything that the run has changed in this hook; nothing by default.</summary>
    /// <inheritdoc/>
    public virtual void Save(StateWriter state)
    {
    }

    /// <summary>Takes over what was saved: after <see cref="OnStart"/>, when a run is resumed or goes back to a checkpoint.</summary>
    /// <inheritdoc/>
    public virtual void Load(StateReader state)
    {
    }
}
