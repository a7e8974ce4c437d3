namespace Descent;

/// <summary>Looks at the layer whose output a loss gets.</summary>
internal static class LastLayer
{
    /// <summary>Refuses a network that ends in probabilities or their logarithms before a loss that makes them from logits itself.</summary>
    public static void RequireLogits(Module model, string loss, string makes, string fromProbabilities)
    {
        var (path, layer) = Of(model);
        if (layer is not (Softmax or LogSoftmax or Sigmoid)) return;
        var name = layer.GetType().Name;
        throw new ArgumentException($"{loss}: the network's last layer, {path} ({name}), already puts out {OutputOf(layer)}, but this loss takes logits and {makes}. " +
            $"With both, gradients shrink and no error says so. Remove the layer, and call {name}() on the network's output where you want {OutputOf(layer)}{fromProbabilities}.");
    }

    /// <summary>Refuses a network that ends in one of the other two kinds of output before a loss that takes probabilities or logarithms of them.</summary>
    public static void Refuse<TFirst, TSecond>(Module model, string loss, string takes, string remedy)
        where TFirst : Module
        where TSecond : Module
    {
        var (path, layer) = Of(model);
        if (layer is TFirst or TSecond)
            throw new ArgumentException($"{loss}: the network's last layer, {path} ({layer.GetType().Name}), puts out {OutputOf(layer)}, but this loss takes {takes}. {remedy}");
    }

    private static string OutputOf(Module layer) => layer is LogSoftmax ? "logarithms of probabilities" : "probabilities";

    /// <summary>The last layer: that of the last <see cref="Sequential"/>, however deep they are nested.</summary>
    public static (string Path, Module Layer) Of(Module model)
    {
        var path = "model";
        while (model is Sequential { Count: > 0 } layers)
        {
            path += $".{layers.Count - 1}";
            model = layers[layers.Count - 1];
        }

        return (path, model);
    }
}
