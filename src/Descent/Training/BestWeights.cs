namespace Descent;

/// <summary>
/// Keeps a copy of the weights of the best epoch, by what <see cref="History.Metric"/> names: the validation loss, the training loss where
/// there is no validation, or what early stopping monitors.
/// </summary>
public sealed class BestWeights : TrainingHook
{
    private readonly List<(Parameter Parameter, Tensor Copy)> _copies = [];

    /// <summary>The epoch whose weights are kept, from 1; 0 if none are.</summary>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer)
    {
        Epoch = 0;
        _copies.Clear();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        if (trainer.History.BestEpoch == trainer.Epoch) Keep(trainer);
    }

    /// <summary>Puts the kept weights back into the model; does nothing if none are kept.</summary>
    public void Restore()
    {
        foreach (var (parameter, copy) in _copies) parameter.CopyFrom(copy);
    }

    internal void Keep(Trainer trainer)
    {
        Epoch = trainer.Epoch;
        if (_copies.Count == 0)
            _copies.AddRange(trainer.Model.NamedParameters().Select(p => (p.Parameter, p.Parameter.Copy())));
        else
            foreach (var (parameter, copy) in _copies) copy.CopyFrom(parameter);
    }
}
