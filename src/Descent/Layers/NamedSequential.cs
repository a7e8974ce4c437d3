namespace Descent;

/// <summary>
/// Modules applied one after the other, as <see cref="Sequential"/> does, with names of their own in place of positions: <c>conv0.weight</c>. For networks whose
/// states have such names, or leave numbers out.
/// </summary>
/// <param name="layers">The modules with their names, first applied first.</param>
/// <exception cref="ArgumentException">A name is empty, has a dot or stands twice.</exception>
public sealed class NamedSequential(params (string Name, Module Layer)[] layers) : StagedModule
{
    /// <summary>The modules by name, first applied first.</summary>
    [StateName("")]
    public IReadOnlyList<KeyValuePair<string, Module>> Layers { get; } = Named(layers);

    /// <inheritdoc/>
    protected override IReadOnlyList<Stage> CreateStages() => Stage.Chain(layers);

    private static KeyValuePair<string, Module>[] Named((string Name, Module Layer)[] layers)
    {
        foreach (var (name, _) in layers)
            if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal) || layers.Count(layer => layer.Name == name) > 1)
                throw new ArgumentException($"NamedSequential: the name '{name}' is empty, has a dot or is given twice; give each layer one of its own.", nameof(layers));
        return [.. layers.Select(layer => KeyValuePair.Create(layer.Name, layer.Layer))];
    }
}
