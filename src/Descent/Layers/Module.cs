using System.Diagnostics.CodeAnalysis;

namespace Descent;

/// <summary>
/// A piece of a network: parameters, submodules, and a function from tensor to tensor. Parameters and submodules are found from
/// its public properties, in the order they are declared, and named as PyTorch names them: the snake_case path of the property.
/// </summary>
public abstract class Module
{
    /// <summary>True while training: dropout drops, batch normalization uses the batch. Set by <see cref="Train"/> and <see cref="Eval"/>.</summary>
    public bool Training { get; internal set; } = true;

    /// <summary>
    /// Whether <see cref="Freeze"/> was called: its parameters are not trained, and it computes as in evaluation even while the network around it
    /// trains, so that running statistics stay and dropout keeps all.
    /// </summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Computes the output. Errors about shapes name the module they arose in.</summary>
    /// <param name="x">The input, batch first.</param>
    /// <exception cref="ShapeException">The input does not fit; the message says which operand, which rule and where.</exception>
    public Tensor Forward(Tensor x)
    {
        try
        {
            Observation.Current?.Enter(this);
            return Seen(x, Compute(x));
        }
        catch (ShapeException e)
        {
            e.PassThrough(this);
            throw;
        }
    }

    /// <summary><see cref="Forward(Tensor)"/> and the activation after it, for a module that does both in one pass.</summary>
    internal Tensor Forward(Tensor x, Activation activation)
    {
        try
        {
            Observation.Current?.Enter(this);
            return Seen(x, ((IFusesActivation)this).Compute(x, activation));
        }
        catch (ShapeException e)
        {
            e.PassThrough(this);
            throw;
        }
    }

    /// <summary>The module's function. Call submodules through <see cref="Forward(Tensor)"/>.</summary>
    protected abstract Tensor Compute(Tensor x);

    /// <summary>
    /// How many multiplications, each with its addition, one forward pass costs in this module itself, not counting its submodules; for
    /// <c>Summary()</c>. 0 where they do not matter, as in activations.
    /// </summary>
    /// <param name="input">The input's shape, batch first.</param>
    /// <param name="output">The output's shape, batch first.</param>
    protected internal virtual long MultiplyAdds(in Shape input, in Shape output) => 0;

    /// <summary>Switches this module and all inside it to training mode.</summary>
    public void Train() => SetMode(training: true);

    /// <summary>Switches this module and all inside it to evaluation mode.</summary>
    public void Eval() => SetMode(training: false);

    /// <summary>Freezes this module and all inside it: nothing of it changes until <see cref="Unfreeze"/>. See <see cref="IsFrozen"/>.</summary>
    public void Freeze() => SetFrozen(frozen: true);

    /// <summary>Lets this module and all inside it train again, parameters that were not trainable before included; the mode is that of evaluation until <see cref="Train"/>.</summary>
    public void Unfreeze() => SetFrozen(frozen: false);

    /// <summary>The submodules with their names, one level down.</summary>
    public IReadOnlyList<(string Name, Module Module)> Children => ModuleMembers.ChildrenOf(this);

    /// <summary>This module ("") and every module inside it, with dotted paths; one reached twice is listed once.</summary>
    public IReadOnlyList<(string Name, Module Module)> NamedModules()
    {
        var found = new List<(string, Module)>();
        Walk("", this);
        return found;

        void Walk(string path, Module module)
        {
            foreach (var (_, seen) in found)
                if (ReferenceEquals(seen, module)) return;
            found.Add((path, module));
            foreach (var (name, child) in module.Children) Walk(ModuleMembers.Join(path, name), child);
        }
    }

    /// <summary>Every parameter with its dotted name; a tied one is listed once, under its first name.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> NamedParameters()
    {
        var found = new List<(string, Parameter)>();
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (var (path, module) in NamedModules())
            foreach (var (name, parameter) in ModuleMembers.ParametersOf(module))
                if (seen.Add(parameter)) found.Add((ModuleMembers.Join(path, name), parameter));
        return found;
    }

    /// <summary>How many numbers training changes.</summary>
    public long CountParameters() => NamedParameters().Where(p => p.Parameter.Trainable).Sum(p => (long)p.Parameter.Count);

    /// <summary>Draws every parameter anew, as a function of the seed and the parameter's place in the network.</summary>
    public void Initialize(ulong seed)
    {
        var parameters = NamedParameters();
        for (var i = 0; i < parameters.Count; i++) parameters[i].Parameter.Initialize(new Philox(seed, RandomPurpose.Weights, stream: i));
    }

    /// <summary>Converts every parameter in place, to <see cref="DType.Float64"/> for proofs or back. Returns the module.</summary>
    public Module To(DType type)
    {
        if (!type.IsFloat()) throw new ArgumentException($"To: parameters are Float32 or Float64, not {type}.");
        foreach (var (_, parameter) in NamedParameters()) parameter.ConvertTo(type);
        return this;
    }

    /// <summary>The layer's name, with its settings where it has some: <c>Linear(64 → 128)</c>.</summary>
    public override string ToString() => GetType().Name;

    private protected Tensor Seen(Tensor x, Tensor y)
    {
        Observation.Current?.Leave(this, x, y);
        return y;
    }

    internal string NameOfChild(Module child)
    {
        foreach (var (name, module) in NamedModules()) // a chain calls modules further in
            if (ReferenceEquals(module, child)) return name;
        return "?";
    }

    private void SetMode(bool training)
    {
        foreach (var (_, module) in NamedModules()) module.Training = training && !module.IsFrozen;
    }

    private void SetFrozen(bool frozen)
    {
        foreach (var (_, module) in NamedModules())
        {
            module.IsFrozen = frozen;
            module.Training &= !frozen;
            foreach (var (_, parameter) in ModuleMembers.ParametersOf(module))
                if (!parameter.IsStatistic) parameter.Trainable = !frozen;
        }
    }
}
