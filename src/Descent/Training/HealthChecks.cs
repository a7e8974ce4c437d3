namespace Descent;

/// <summary>
/// Warns, in <see cref="History.Warnings"/>, of a run that goes on but hardly learns: a loss that explodes, layers whose outputs have collapsed, and
/// parameters that get no gradient. Each warning comes once a run, with its figures and what to do. What it looks at costs next to nothing: the loss
/// of each step, the outputs of one batch an epoch, and gradients up to their first number that is not 0.
/// </summary>
public sealed class HealthChecks : TrainingHook
{
    /// <summary>What a running average of the loss keeps at a step: it reaches back about 50 steps, so that single batches count little.</summary>
    private const double Decay = 0.98;

    /// <summary>A loss that grew to ten times its best average, and above where it began, has lost what was learned: noise does not do that.</summary>
    private const double Explosion = 10;

    /// <summary>A unit that works is open for about half the samples, so the chance that one of 32 samples in a row opens none is 2⁻³².</summary>
    private const int FewestSamples = 32;

    /// <summary>A few units die, or are not needed, in healthy networks; half of a layer is capacity lost.</summary>
    private const double DeadShare = 0.5;

    /// <summary>Names in a message: enough to look at, few enough to read.</summary>
    private const int MostNamed = 8;

    private readonly HashSet<string> _warned = [];
    private List<(string Name, Parameter Parameter)> _still = [];
    private double _sum;
    private double _weight;
    private double _first;
    private double _best;

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer)
    {
        _warned.Clear();
        _still = [.. trainer.Model.NamedParameters().Where(p => p.Parameter.Trainable)];
        (_sum, _weight, _first, _best) = (0, 0, double.NaN, double.NaN);
    }

    /// <inheritdoc/>
    public override void OnGradients(Trainer trainer)
    {
        if (_still.Count > 0) _still.RemoveAll(p => !p.Parameter.Trainable || (p.Parameter.Grad is { } gradient && HasNumber(gradient)));
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        (_sum, _weight) = (Decay * _sum + (1 - Decay) * trainer.BatchLoss, Decay * _weight + (1 - Decay));
        var average = _sum / _weight; // the first steps weigh what they should
        if (double.IsNaN(_first)) _first = average;
        if (!(average >= _best)) _best = average;
        if (_best <= 0 || average <= Explosion * _best || average <= _first || !_warned.Add("loss")) return;
        trainer.History.Warn($"the loss is exploding: its running average is {average:G4} in epoch {trainer.Epoch}, step {trainer.Steps}, {average / _best:G3} times its best ({_best:G4}) and above where it began ({_first:G4}). " +
            $"A learning rate of {trainer.Optimizer.LearningRate:G4} is too large here: try a tenth of it, a warm-up, or clipping");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        if (_still.Count == 0 || trainer.Steps == 0) return;
        var names = string.Join(", ", _still.Take(MostNamed).Select(p => p.Name)) + (_still.Count > MostNamed ? $" and {_still.Count - MostNamed} more" : "");
        if (_warned.Add("gradients"))
            trainer.History.Warn($"the gradient of {names} was 0 in all {trainer.Steps} steps of epoch {trainer.Epoch}, so nothing is learned there: the units that lead there or away may be dead (a smaller learning rate or LeakyReLU keeps them alive), " +
                "or all weights of a layer are 0 (initialize them), or the forward pass does not use it; set Trainable to false if it shall stay as it is");
        _still.Clear();
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("average", [_sum, _weight, _first, _best]);
        state.Add("warned", string.Join('\n', _warned));
        state.Add("still", string.Join('\n', _still.Select(p => p.Name)));
    }

    /// <inheritdoc/>
    public override void Load(StateReader state)
    {
        if (state.Numbers("average") is not [var sum, var weight, var first, var best]) throw new CheckpointException("HealthChecks: the saved averages are not four numbers; resume from an older checkpoint.");
        (_sum, _weight, _first, _best) = (sum, weight, first, best);
        _warned.Clear();
        _warned.UnionWith(state.Text("warned").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var still = state.Text("still").Split('\n').ToHashSet();
        _still.RemoveAll(p => !still.Contains(p.Name));
    }

    /// <summary>
    /// Looks at the outputs of a forward pass until it is disposed of: that of an epoch's first batch, from the second epoch on. In the first, layers
    /// that start from zeros are constant and will learn. Null if there is nothing to look at.
    /// </summary>
    internal IDisposable? Look(Trainer trainer, Batch batch)
    {
        if (batch.FirstSample > 0 || trainer.Epoch < 2 || batch.Count < FewestSamples || batch.Inputs.Shape.Rank < 2) return null;
        var inputs = UnitOutputs.Of(batch.Inputs);
        return inputs.Constant == inputs.Units ? null : new Watch(this, trainer, batch.Count);
    }

    private static bool HasNumber(Tensor gradient) => gradient.Type == DType.Float64 ? gradient.Span<double>().ContainsAnyExcept(0.0) : gradient.Span<float>().ContainsAnyExcept(0f);

    private static bool Prunes(Regularizer? regularizer) => regularizer is GroupLasso || (regularizer is Regularizers several && several.Parts.Any(Prunes));

    private void Judge(Trainer trainer, Module module, Tensor y)
    {
        var outputs = UnitOutputs.Of(y);
        if (outputs.Units == 0 || outputs.Constant == 0) return;
        var name = trainer.Model.NamedModules().FirstOrDefault(m => ReferenceEquals(m.Module, module)).Name;
        if (name is null) return; // a module inside another, which no name leads to: what it does to the other's output is seen there
        var place = name.Length == 0 ? "the model" : name;
        if (outputs.Constant == outputs.Units)
        {
            if (_warned.Add(place)) trainer.History.Warn($"the output of {place} ({module.GetType().Name}) has collapsed: in epoch {trainer.Epoch} it is the same for all samples of a batch, {(outputs.Zero == outputs.Units ? "0" : "and not 0")} in all {outputs.Units} units, so nothing after it sees its input. " +
                "Try a smaller learning rate, an initializer that fits the activation, or a normalization before it");
        }
        else if (outputs.Zero > DeadShare * outputs.Units && !Prunes(trainer.Regularizer) && _warned.Add(place))
        {
            trainer.History.Warn($"{outputs.Zero} of {outputs.Units} units of {place} ({module.GetType().Name}) are dead: 0 for all samples of a batch in epoch {trainer.Epoch}. Try a smaller learning rate, LeakyReLU or GELU, or a normalization before the activation");
        }
    }

    private sealed class Watch : Observation, IDisposable
    {
        private readonly HealthChecks _checks;
        private readonly Trainer _trainer;
        private readonly int _samples;
        private readonly Observation? _outer;

        public Watch(HealthChecks checks, Trainer trainer, int samples)
        {
            (_checks, _trainer, _samples, _outer) = (checks, trainer, samples, Current);
            Current = this;
        }

        public override void Enter(Module module) => _outer?.Enter(module);

        public override void Leave(Module module, Tensor x, Tensor y)
        {
            _outer?.Leave(module, x, y);
            if (y.Type.IsFloat() && y.Shape.Rank >= 2 && y.Shape[0] == _samples) _checks.Judge(_trainer, module, y);
        }

        public override void Computed(Op op) => _outer?.Computed(op);

        public override void Differentiated(Op op) => _outer?.Differentiated(op);

        public void Dispose() => Current = _outer;
    }
}
