namespace Descent;

/// <summary>A copy of a module's running statistics and counters: what a forward pass in training mode changes.</summary>
internal sealed class Statistics(Module model)
{
    private readonly (Parameter Parameter, Tensor Copy)[] _copies = [.. model.NamedParameters().Where(p => p.Parameter.IsStatistic).Select(p => (p.Parameter, p.Parameter.Copy()))];

    /// <summary>Copies them as they are now.</summary>
    public void Keep()
    {
        foreach (var (parameter, copy) in _copies) copy.CopyFrom(parameter);
    }

    /// <summary>Puts them back as they were kept.</summary>
    public void Restore()
    {
        foreach (var (parameter, copy) in _copies) parameter.CopyFrom(copy);
    }
}
