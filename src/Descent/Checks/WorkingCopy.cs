namespace Descent;

/// <summary>
/// While it is open, a module works on a copy of its numbers, which may be of another element type; once disposed of, the module has its own
/// back. The originals are never touched but lie aside: weights, statistics, gradients, what is trainable, and the modes, bit for bit as they were.
/// The same goes for an optimizer of the module: its state and its learning rate.
/// </summary>
internal sealed class WorkingCopy : IDisposable
{
    private readonly List<(Parameter Parameter, Tensor Aside, bool Trainable)> _parameters = [];
    private readonly List<(Module Module, bool Training)> _modes;
    private readonly IDisposable? _optimizer;
    private bool _closed;

    /// <param name="model">The module.</param>
    /// <param name="type">The element type to work in; null for each parameter's own. Counters stay whole numbers.</param>
    /// <param name="optimizer">An optimizer of the module that shall work on a copy, too.</param>
    public WorkingCopy(Module model, DType? type = null, Optimizer? optimizer = null)
    {
        _optimizer = optimizer?.SetAside();
        _modes = [.. model.NamedModules().Select(m => (m.Module, m.Module.Training))];
        foreach (var (_, parameter) in model.NamedParameters())
        {
            var copy = parameter.CopyAs(parameter.Type.IsFloat() ? type ?? parameter.Type : parameter.Type);
            _parameters.Add((parameter, copy, parameter.RequiresGrad));
            parameter.Trade(copy);
        }
    }

    /// <summary>Gives the module its own numbers back.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _optimizer?.Dispose();
        foreach (var (parameter, aside, trainable) in _parameters)
        {
            parameter.Trade(aside);
            parameter.RequiresGrad = trainable;
        }

        foreach (var (module, training) in _modes) module.Training = training;
    }
}
