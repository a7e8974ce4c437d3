namespace Descent;

/// <summary>A copy of a module's running statistics and counters: what a forward pass in training mode changes.</summary>
internal sealed class Statistics(Module model)
{
    private readonly (string Name, Parameter Parameter, Tensor Copy)[] _copies =
        [.. model.NamedParameters().Where(p => p.Parameter.IsStatistic).Select(p => (p.Name, p.Parameter, p.Parameter.Copy()))];

    /// <summary>Copies them as they are now.</summary>
    public void Keep()
    {
        foreach (var (_, parameter, copy) in _copies) copy.CopyFrom(parameter);
    }

    /// <summary>Puts them back as they were kept.</summary>
    public void Restore()
    {
        foreach (var (_, parameter, copy) in _copies) parameter.CopyFrom(copy);
    }

    /// <summary>Tells a checkpoint what was kept.</summary>
    public void Save(StateWriter state)
    {
        foreach (var (name, _, copy) in _copies) state.Add(name, copy);
    }

    /// <summary>Takes over what was kept.</summary>
    public void Load(StateReader state)
    {
        foreach (var (name, _, copy) in _copies) state.Copy(name, copy);
    }
}
