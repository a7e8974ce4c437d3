namespace Descent;

/// <summary>
/// Does what the input says keep its size from layer to layer? The deviation of a layer's outputs over a batch should neither fade nor explode (Glorot
/// and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).
/// </summary>
internal sealed class SignalsCheck : DoctorCheck
{
    /// <summary>Against the largest before: at a thousandth, an input's difference is near Float32's rounding after two such stretches.</summary>
    private const double Fading = 1e-2, Gone = 1e-4;

    /// <summary>Deviations at the output of logits that decide with certainty e⁻³⁰; and far beyond what any step can put right soon.</summary>
    private const double Growing = 30, Exploding = 1000;

    public override string Name => "start.activations";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var layers = x.Trace.Layers;
        if (layers.Count == 0) yield break;
        x.Plots.Add(new DiagnosisPlot("signals", "Deviation of outputs and gradients, layer by layer, before the first update", "layer", "deviation", true,
            [new("outputs", [.. layers.Select(l => l.Signal)]), new("gradients", [.. layers.Select(l => l.Gradient)])], [.. layers.Select(l => l.Place)]));
        var top = Math.Max(1e-12, InputSignal(x));
        foreach (var layer in layers)
        {
            if (!(layer.Signal > Growing) && layer.Signal >= Fading * Math.Min(top, 1)) continue;
            if (layer == layers[^1] && layer.Signal == 0) break; // a last layer of zeros is a way to start
            var isLarge = !(layer.Signal <= Growing);
            var isBad = isLarge ? !layers.All(l => l.Signal <= Exploding) : layer.Signal < Gone * Math.Min(top, 1);
            string figure = $"deviation {Words.Of(layer.Signal)} over the batch (inputs {Words.Of(top)})", threshold = $"{Words.Of(Fading * Math.Min(top, 1))} to {Growing:0}";
            var (cause, remedy) = isLarge
                ? ("outputs explode from layer to layer: weights or inputs are too large", $"normalize inputs, draw weights by Kaiming or Xavier ({x.Terms.Initializer}), or put a normalization before this layer")
                : layer.Signal == 0 ? ("the layer puts out the same for every sample: its weights are 0, or all its units are shut", $"draw weights at random, and start biases at 0 ({x.Terms.Initializer})")
                : ("what the input says fades on the way: weights are too small, or activations saturated", $"draw weights by Kaiming or Xavier ({x.Terms.Initializer}), or put a normalization before this layer");
            yield return (isBad ? Fail(layer.Place, figure, threshold, cause, remedy) : Warn(layer.Place, figure, threshold, cause, remedy)).Measured(layer.Signal, isLarge ? Growing : Fading);
            yield break;
        }

        yield return Pass($"deviations {Words.Of(layers.Min(l => l.Signal))} to {Words.Of(layers.Max(l => l.Signal))} over {Words.Count(layers.Count, "layer")}", $"{Fading} to {Growing:0}").Measured(layers.Max(l => l.Signal), Growing);
    }

    private static double InputSignal(Examination x) => LayerOutput.Of(x.Model, "", x.Batch.Inputs).Signal;
}
