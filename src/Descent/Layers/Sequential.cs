using System.Collections;

namespace Descent;

/// <summary>Modules applied one after the other. Parameters are named by position: <c>0.weight</c>.</summary>
/// <param name="layers">The modules, first applied first.</param>
public sealed class Sequential(params Module[] layers) : StagedModule, IReadOnlyList<Module>
{
    /// <summary>The modules, first applied first.</summary>
    [StateName("")]
    public IReadOnlyList<Module> Layers { get; } = layers;

    /// <summary>The number of modules.</summary>
    public int Count => Layers.Count;

    /// <summary>The module at a position.</summary>
    public Module this[int index] => Layers[index];

    /// <inheritdoc/>
    public IEnumerator<Module> GetEnumerator() => Layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    protected override IReadOnlyList<Stage> CreateStages() => Stage.Chain([.. layers.Select((layer, i) => ($"{i}", layer))]);
}
