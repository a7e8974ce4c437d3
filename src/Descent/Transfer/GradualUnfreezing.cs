namespace Descent;

/// <summary>
/// Trains the head alone at first, and every so many epochs one stage more, from the last to the first (Howard and Ruder, "Universal language model
/// fine-tuning for text classification", 2018): what is still random then does not spoil what the stages before it know. Add it to <see cref="Trainer.Hooks"/>.
/// </summary>
public sealed class GradualUnfreezing : TrainingHook
{
    private readonly StagedModule _model;
    private readonly int _first;
    private readonly int _weighted;
    private int _frozen;

    /// <summary>Makes the hook, and freezes all but the head.</summary>
    /// <param name="model">The network that is trained.</param>
    /// <param name="every">Epochs between two stages.</param>
    /// <param name="last">How many stages with weights are trained in the end besides the head; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epochs are below 1, or there are fewer stages.</exception>
    public GradualUnfreezing(StagedModule model, int every = 1, int? last = null)
    {
        _weighted = model.Stages.Count(s => s.HasWeights) - 1;
        if (every < 1) throw new ArgumentOutOfRangeException(nameof(every), $"GradualUnfreezing: a stage every {every} epochs was asked for; give 1 or more.");
        if (last is < 0 || last > _weighted)
            throw new ArgumentOutOfRangeException(nameof(last), $"GradualUnfreezing: {last} stages are to be trained besides the head, but {model.GetType().Name} has {_weighted} with weights.");
        (_model, Every, _first) = (model, every, _weighted - (last ?? _weighted));
        model.FreezeFirst(_frozen = _weighted);
    }

    /// <summary>Epochs between two stages.</summary>
    public int Every { get; }

    /// <inheritdoc/>
    public override void OnEpochStart(Trainer trainer)
    {
        _frozen = Math.Max(_first, _weighted - (trainer.Epoch - 1) / Every);
        _model.FreezeFirst(_frozen);
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state) => state.Add("frozen", _frozen);

    /// <inheritdoc/>
    public override void Load(StateReader state) => _model.FreezeFirst(_frozen = (int)state.Integer("frozen"));
}
