namespace Descent;

/// <summary>
/// Keeps a copy of the weights of the best epoch, by what <see cref="History.Metric"/> names: the validation loss, the training loss where
/// there is no validation, or what early stopping monitors.
/// </summary>
public sealed class BestWeights : TrainingHook
{
    private IReadOnlyList<(string Name, Parameter Parameter)> _parameters = [];
    private Tensor[] _copies = []; // of each parameter; none before there is a best epoch

    /// <summary>The epoch whose weights are kept, from 1; 0 if none are.</summary>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer) => (Epoch, _parameters, _copies) = (0, trainer.Model.NamedParameters(), []);

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        if (trainer.History.BestEpoch == trainer.Epoch) Keep(trainer);
    }

    /// <summary>Puts the kept weights back into the model; does nothing if none are kept.</summary>
    public void Restore()
    {
        for (var i = 0; i < _copies.Length; i++) _parameters[i].Parameter.CopyFrom(_copies[i]);
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("epoch", Epoch);
        for (var i = 0; i < _copies.Length; i++) state.Add(_parameters[i].Name, _copies[i]);
    }

    /// <inheritdoc/>
    public override void Load(StateReader state)
    {
        Epoch = (int)state.Integer("epoch");
        _copies = Epoch == 0 ? [] : Copies();
        for (var i = 0; i < _copies.Length; i++) state.Copy(_parameters[i].Name, _copies[i]);
    }

    internal void Keep(Trainer trainer)
    {
        Epoch = trainer.Epoch;
        if (_copies.Length == 0) _copies = Copies();
        else
            for (var i = 0; i < _copies.Length; i++) _copies[i].CopyFrom(_parameters[i].Parameter);
    }

    private Tensor[] Copies() => [.. _parameters.Select(p => p.Parameter.Copy())];
}
