using Descent.Devices;

namespace Descent;

/// <summary>One link of a network that is a chain: it takes what the stage before it gives. See <see cref="StagedModule"/>.</summary>
public sealed class Stage
{
    private readonly Func<Tensor, Tensor> _forward;

    /// <summary>Makes a stage.</summary>
    /// <param name="name">What people call it: the dotted path of its module, as in <c>layer4.1</c>.</param>
    /// <param name="forward">Its function. It uses no modules but those given here.</param>
    /// <param name="modules">What it consists of; nothing where it has no module of its own, such as a pooling that is an op.</param>
    public Stage(string name, Func<Tensor, Tensor> forward, params IReadOnlyList<Module> modules) => (Name, _forward, Modules) = (name, forward, modules);

    /// <summary>A stage of one module.</summary>
    /// <param name="name">Its dotted path.</param>
    /// <param name="module">The module.</param>
    public Stage(string name, Module module)
        : this(name, module.Forward, module)
    {
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>What it consists of.</summary>
    public IReadOnlyList<Module> Modules { get; }

    /// <summary>Whether it has parameters that training could change.</summary>
    public bool HasWeights => Modules.Any(m => m.NamedParameters().Any(p => !p.Parameter.IsStatistic));

    /// <summary>Whether training draws random numbers in it, as dropout does.</summary>
    internal bool IsRandom => Modules.Any(m => m.NamedModules().Any(inner => inner.Module is Dropout or Dropout2d or DropPath));

    /// <summary>Whether all of it is frozen; one without parameters is where what it consists of is.</summary>
    public bool IsFrozen => Modules.All(m => m.IsFrozen);

    /// <summary>Computes its output. That of a frozen stage is the same for a sample in a batch of any size, so that it can be kept.</summary>
    /// <param name="x">What the stage before it gave, or the network's input.</param>
    public Tensor Forward(Tensor x)
    {
        if (!IsFrozen) return _forward(x);
        using (RowsApart.Open()) return _forward(x);
    }

    /// <summary>The stages of a module inside a network: those of a chain, named by their path from there; any other module is one.</summary>
    /// <param name="name">The module's dotted path.</param>
    /// <param name="module">The module.</param>
    public static IReadOnlyList<Stage> Of(string name, Module module) =>
        module is StagedModule chain ? [.. chain.Stages.Select(s => new Stage(ModuleMembers.Join(name, s.Name), s._forward, s.Modules))] : [new Stage(name, module)];

    /// <summary>
    /// The stages of modules applied one after the other. One and the activation after it are one pass over memory where the layer can do both, and so
    /// one stage; a normalization belongs to the layer before it.
    /// </summary>
    /// <param name="layers">The modules with their names, first applied first.</param>
    public static IReadOnlyList<Stage> Chain(IReadOnlyList<(string Name, Module Layer)> layers)
    {
        var stages = new List<Stage>();
        for (var i = 0; i < layers.Count; i++)
        {
            var (name, layer) = layers[i];
            var stage = layer is IFusesActivation && i + 1 < layers.Count && layers[i + 1].Layer is IActivationLayer next
                ? new Stage(name, x => layer.Forward(x, next.Activation), layer, layers[++i].Layer)
                : new Stage(name, layer);
            if (layer is BatchNorm && stages.Count > 0 && stages[^1] is { Modules: [Linear or Conv1d or Conv2d or ConvTranspose1d or ConvTranspose2d] } before)
                stages[^1] = new Stage(before.Name, x => stage.Forward(before.Forward(x)), [.. before.Modules, .. stage.Modules]);
            else
                stages.Add(stage);
        }

        return stages;
    }
}
