namespace Descent.Cli;

/// <summary>Looks into a chain of layers: what each puts out for a batch, and the gradient that reaches it.</summary>
internal static class LayerOutputs
{
    /// <summary>All samples of a data set as one batch, in their order.</summary>
    public static (Tensor Inputs, Tensor Classes) Whole(Dataset data)
    {
        using var loader = new DataLoader(data, data.Count, shuffle: false) { Augment = false };
        var batch = loader.Epoch(0).First();
        return (Tensor.From(batch.Inputs.ToArray<float>(), batch.Inputs.Shape), Tensor.From(batch.Targets.ToArray<int>()));
    }

    /// <summary>What each layer puts out, one after the other; none is fused with its activation. The mode is the network's.</summary>
    public static IReadOnlyList<Tensor> Of(Sequential model, Tensor inputs)
    {
        var outputs = new Tensor[model.Count];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = inputs = model[i].Forward(inputs);
        return outputs;
    }

    /// <summary>Mean and variance of a tensor's elements.</summary>
    public static (double Mean, double Variance) Moments(Tensor tensor)
    {
        var values = tensor.ToArray<float>();
        var mean = values.Average(v => (double)v);
        return (mean, values.Average(v => (v - mean) * (v - mean)));
    }

    /// <summary>How the values spread: the density in bins of equal width over a range, so that the area is the share that lies in it.</summary>
    public static double[] Density(ReadOnlySpan<float> values, double low, double high, int bins)
    {
        var density = new double[bins];
        var width = (high - low) / bins;
        foreach (var value in values)
        {
            var bin = (int)Math.Floor((value - low) / width);
            if (bin >= 0 && bin < bins) density[bin] += 1 / (width * values.Length);
        }

        return density;
    }
}
