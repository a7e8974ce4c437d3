using System.Collections;

namespace Descent;

/// <summary>Modules applied one after the other. Parameters are named by position: <c>0.weight</c>.</summary>
/// <param name="layers">The modules, first applied first.</param>
public sealed class Sequential(params Module[] layers) : Module, IReadOnlyList<Module>
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
    protected override Tensor Compute(Tensor x) => Run(layers, x);

    /// <summary>Applies layers one after the other.</summary>
    internal static Tensor Run(Module[] layers, Tensor x)
    {
        for (var i = 0; i < layers.Length; i++)
        {
            // A layer and the activation after it are one pass over memory where the layer can do both.
            if (layers[i] is IFusesActivation && i + 1 < layers.Length && layers[i + 1] is IActivationLayer next)
            {
                x = layers[i].Forward(x, next.Activation);
                i++;
            }
            else
            {
                x = layers[i].Forward(x);
            }
        }

        return x;
    }
}
