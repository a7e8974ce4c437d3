namespace Descent;

/// <summary>What parameters are for, by the modules that hold them: decay and penalties leave biases and those of normalizations out.</summary>
internal sealed class ParameterRoles
{
    private readonly Dictionary<Parameter, Module> _owners = new(ReferenceEqualityComparer.Instance);

    public ParameterRoles(Module model)
    {
        foreach (var (_, module) in model.NamedModules())
            foreach (var (_, parameter) in ModuleMembers.ParametersOf(module)) _owners.TryAdd(parameter, module);
    }

    /// <summary>A name's last part is <c>bias</c>.</summary>
    public static bool IsBias(string name) => name == "bias" || name.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>The module is a normalization, the library's or anyone's: batch, layer, group, instance, root mean square.</summary>
    public bool IsNorm(Parameter parameter) => _owners.TryGetValue(parameter, out var module) && module.GetType().Name.Contains("Norm", StringComparison.Ordinal);

    /// <summary>Neither a bias nor of a normalization.</summary>
    public bool IsWeight(string name, Parameter parameter) => !IsBias(name) && !IsNorm(parameter);

    /// <summary>The module that holds it; null if it is none of the model's.</summary>
    public Module? OwnerOf(Parameter parameter) => _owners.GetValueOrDefault(parameter);
}
