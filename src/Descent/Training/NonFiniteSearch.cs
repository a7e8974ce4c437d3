namespace Descent;

/// <summary>
/// Repeats a step, whose random numbers are a function of its position, and looks at every number on the way: data, weights, the output of each op
/// as it is computed, and the gradients that each op computes. The first that is not finite is the answer.
/// </summary>
internal sealed class NonFiniteSearch : Observation
{
    private readonly Trainer _trainer;
    private readonly Batch _batch;
    private readonly string _noticed;
    private readonly Observation? _outer = Current;
    private readonly Stack<Module> _modules = [];
    private readonly Dictionary<Op, string> _places = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private NonFinite? _found;

    private NonFiniteSearch(Trainer trainer, Batch batch, string noticed)
    {
        (_trainer, _batch, _noticed) = (trainer, batch, noticed);
        foreach (var (name, parameter) in trainer.Model.NamedParameters()) _names.TryAdd(parameter, name);
    }

    /// <summary>Searches, from the running statistics that the step started with. They are moved, and gradients made: the caller puts both back.</summary>
    /// <param name="trainer">Whose step it is.</param>
    /// <param name="batch">What the step was made on.</param>
    /// <param name="noticed">What was noticed, for the report.</param>
    public static NonFinite Run(Trainer trainer, Batch batch, string noticed)
    {
        var search = new NonFiniteSearch(trainer, batch, noticed);
        search.LookAtData();
        if (search._found is null) search.Repeat();
        return search._found ?? search.Report(NonFiniteSource.Elsewhere, "", "", "", double.NaN, []);
    }

    public override void Enter(Module module)
    {
        _outer?.Enter(module);
        _modules.Push(module);
    }

    public override void Leave(Module module, Tensor x, Tensor y)
    {
        _outer?.Leave(module, x, y);
        _modules.Pop();
    }

    public override void Computed(Op op)
    {
        _outer?.Computed(op);
        _places[op] = Place();
        if (_found is null && FiniteSweep.IndexIn(op.Output) is >= 0 and var i)
            _found = Report(NonFiniteSource.Output, op.Name, "", _places[op], FiniteSweep.ValueAt(op.Output, i), SamplesIn(op.Output));
    }

    public override void Differentiated(Op op)
    {
        _outer?.Differentiated(op);
        for (var k = 0; k < op.Inputs.Length && _found is null; k++)
        {
            if (op.Inputs[k]?.Grad is not { } gradient || FiniteSweep.IndexIn(gradient) is not (>= 0 and var i)) continue;
            var operand = _names.GetValueOrDefault(op.Inputs[k]!) ?? (op.Inputs.Length == 1 ? "the operand" : $"operand {k}");
            _found = Report(NonFiniteSource.Gradient, op.Name, operand, _places.GetValueOrDefault(op, "the trainer"), FiniteSweep.ValueAt(gradient, i), SamplesIn(gradient));
        }
    }

    private void LookAtData()
    {
        if (FiniteSweep.IndexIn(_batch.Inputs) is >= 0 and var i)
            _found = Report(NonFiniteSource.Input, "", "", "", FiniteSweep.ValueAt(_batch.Inputs, i), SamplesIn(_batch.Inputs));
        else if (FiniteSweep.IndexIn(_batch.Targets) is >= 0 and var t)
            _found = Report(NonFiniteSource.Target, "", "", "", FiniteSweep.ValueAt(_batch.Targets, t), SamplesIn(_batch.Targets));
        else if (new FiniteSweep(_trainer.Model).FindWeight() is { } weight)
            _found = Report(NonFiniteSource.Weight, weight.Name, "", "", weight.Value, []);
    }

    private void Repeat()
    {
        foreach (var (_, parameter) in _trainer.Model.NamedParameters()) parameter.ClearGrad();
        using var step = _trainer.OpenStep(_batch);
        try
        {
            Current = this;
            var predictions = _trainer.Model.Forward(_batch.Inputs);
            var loss = _trainer.Loss.Compute(predictions, _batch.LossTargets);
            if (_found is { Source: NonFiniteSource.Output, Samples.Count: 0 } && FiniteSweep.IndexIn(predictions) < 0) _found = _found with { Samples = SamplesOfLoss(predictions) };
            if (_found is null) _trainer.Weigh(loss, _batch).Backward();
        }
        finally
        {
            Current = _outer;
        }

        if (_found is null && new FiniteSweep(_trainer.Model).FindWeight() is { } statistic)
            _found = Report(NonFiniteSource.Statistic, statistic.Name, "", "", statistic.Value, []);
    }

    private string Place()
    {
        if (!_modules.TryPeek(out var module)) return $"the loss ({_trainer.Loss.GetType().Name})";
        var name = _trainer.Model.NamedModules().FirstOrDefault(m => ReferenceEquals(m.Module, module)).Name;
        return $"{(string.IsNullOrEmpty(name) ? "model" : $"model.{name}")} ({module.GetType().Name})";
    }

    /// <summary>The samples whose rows are not finite, where the first axis is the batch.</summary>
    private List<int> SamplesIn(Tensor tensor)
    {
        if (tensor.Shape.Rank == 0 || tensor.Shape[0] != _batch.Count || _names.ContainsKey(tensor)) return [];
        var row = tensor.Count / _batch.Count;
        return [.. Enumerable.Range(0, _batch.Count).Where(i => FiniteSweep.IndexIn(tensor.View(tensor.Shape.With(0, 1), i * row)) >= 0).Select(i => _batch.Indices[i])];
    }

    /// <summary>The samples whose predictions are finite and whose loss, alone, is not.</summary>
    private List<int> SamplesOfLoss(Tensor predictions)
    {
        if (predictions.Shape.Rank == 0 || predictions.Shape[0] != _batch.Count) return [];
        using var recording = new NoGrad();
        Tensor Row(Tensor tensor, int i) => tensor.View(tensor.Shape.With(0, 1), i * (tensor.Count / _batch.Count));
        var samples = new List<int>();
        for (var i = 0; i < _batch.Count; i++)
            if (!double.IsFinite(_trainer.Loss.Compute(Row(predictions, i), Row(_batch.LossTargets, i)).Item())) samples.Add(_batch.Indices[i]);
        return samples;
    }

    private NonFinite Report(NonFiniteSource source, string op, string operand, string module, double value, List<int> samples) =>
        new(_noticed, source, op, operand, module, value, _trainer.Epoch, _trainer.Steps + 1, samples);
}
