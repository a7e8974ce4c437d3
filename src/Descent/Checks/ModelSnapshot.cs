namespace Descent;

/// <summary>Everything that examining may change of a model and its optimizer, to be put back: numbers, gradients, modes, state.</summary>
internal sealed class ModelSnapshot : IDisposable
{
    private readonly (Parameter Parameter, Tensor Copy, Tensor? Gradient)[] _parameters;
    private readonly (Module Module, bool Training)[] _modes;
    private readonly Optimizer _optimizer;
    private readonly Dictionary<string, Tensor> _state;
    private readonly double _rate;
    private readonly (Optimizer.Slot Slot, WeightPenalty Penalty)[] _penalties;

    public ModelSnapshot(Module model, Optimizer optimizer)
    {
        _parameters = [.. model.NamedParameters().Select(p => (p.Parameter, p.Parameter.Copy(), p.Parameter.Grad?.Copy()))];
        _modes = [.. model.NamedModules().Select(m => (m.Module, m.Module.Training))];
        (_optimizer, _rate) = (optimizer, optimizer.LearningRate);
        _state = optimizer.State().ToDictionary(s => s.Key, s => s.Value.Copy());
        _penalties = [.. optimizer.Parameters.Select(s => (s, s.Penalty))];
    }

    /// <summary>Puts everything back, and keeps the copies for the next time.</summary>
    public void Restore()
    {
        foreach (var (parameter, copy, gradient) in _parameters)
        {
            parameter.CopyFrom(copy);
            parameter.ClearGrad();
            if (gradient is not null) parameter.SetGrad(gradient);
        }

        foreach (var (module, training) in _modes) module.Training = training;
        _optimizer.LoadState(_state);
        (_optimizer.LearningRate, _optimizer.IgnoresDecay) = (_rate, false);
        foreach (var (slot, penalty) in _penalties) slot.Penalty = penalty;
    }

    public void Dispose() => Restore();
}
