namespace Descent;

/// <summary>A network without the units that <see cref="GroupLasso"/> has brought to 0, and what was removed.</summary>
/// <param name="Model">The smaller network, in evaluation mode; it gives the same outputs.</param>
/// <param name="Layers">For each linear layer and convolution, in order: its name, and its outputs before and after.</param>
public sealed record CompactNetwork(Sequential Model, IReadOnlyList<(string Name, int Before, int After)> Layers);

/// <summary>
/// Removes hidden units and channels whose weights are all 0, with their entries in the batch normalization behind them and in the layer
/// that reads them. What such a unit still gives, a constant from its bias, must be 0, or is added to the bias of the layer that reads
/// it, where that is exact: a linear layer, or a convolution without padding.
/// </summary>
public static class Compaction
{
    /// <summary>Makes the smaller network. Sums have fewer terms, so that outputs may differ in the last bits.</summary>
    /// <param name="model">A sequence of layers. Units are removed between layers that stand in it directly; what is inside blocks stays.</param>
    public static CompactNetwork Compact(Sequential model)
    {
        model.Eval();
        using var noGrad = new NoGrad();
        var layers = model.Layers.ToArray();
        var report = new List<(string, int, int)>();
        for (var i = 0; i < layers.Length; i++)
        {
            if (OutputsOf(layers[i]) is not { } before) continue;
            RemoveUnits(layers, i);
            report.Add(($"{i}", before, OutputsOf(layers[i])!.Value));
        }

        var compact = new Sequential(layers);
        compact.Eval();
        return new CompactNetwork(compact, report);
    }

    private static int? OutputsOf(Module layer) => layer switch
    {
        Linear linear => linear.Outputs,
        Conv2d { Groups: 1 } conv => conv.Outputs,
        _ => null,
    };

    /// <summary>Removes what can be removed of the outputs of one layer, from it and from the layers up to the next that reads them.</summary>
    private static void RemoveUnits(Module[] layers, int producer)
    {
        var outputs = OutputsOf(layers[producer])!.Value;
        var (weight, bias) = layers[producer] is Linear linear ? (linear.Weight, linear.Bias) : (((Conv2d)layers[producer]).Weight, ((Conv2d)layers[producer]).Bias);
        var isImage = layers[producer] is Conv2d;
        var dead = DeadUnits(weight, outputs, isLast: isImage);
        if (!dead.Contains(true)) return;

        // What each unit gives where its weights give nothing, followed through the layers that treat units one by one.
        var constant = Tensor.Zeros(isImage ? [1, 1, 1, outputs] : [1, outputs]);
        if (bias is not null) bias.Span<float>().CopyTo(constant.Span<float>());
        var consumer = producer + 1;
        var mayPad = false;
        for (; consumer < layers.Length && OutputsOf(layers[consumer]) is null; consumer++)
        {
            switch (layers[consumer])
            {
                case BatchNorm:
                case ActivationLayer and not (Softmax or LogSoftmax):
                    constant = layers[consumer].Forward(constant);
                    break;
                case AvgPool2d:
                    mayPad = true; // zeros at the border may enter the mean
                    break;
                case Dropout or MaxPool2d or GlobalAvgPool or GlobalMaxPool or Flatten:
                    break;
                default:
                    return; // it mixes units, or nothing is known of it
            }
        }

        if (consumer == layers.Length) return; // these are the network's outputs
        var values = constant.ToArray<float>();
        var reader = layers[consumer];
        var canFold = !mayPad && reader is Linear { Bias: not null } or Conv2d { Bias: not null, Padding: { Amount: { Height: 0, Width: 0 }, IsSame: false } };
        var kept = Enumerable.Range(0, outputs).Where(u => !dead[u] || (values[u] != 0 && !canFold)).ToArray();
        if (kept.Length == 0) kept = [0]; // a layer has at least one unit
        if (kept.Length == outputs) return;
        layers[producer] = isImage ? WithOutputs((Conv2d)layers[producer], kept) : WithOutputs((Linear)layers[producer], kept);
        for (var i = producer + 1; i < consumer; i++)
            if (layers[i] is BatchNorm norm) layers[i] = WithChannels(norm, kept);
        layers[consumer] = reader is Linear last ? WithInputs(last, kept, outputs, values) : WithInputs((Conv2d)reader, kept, values);
    }

    private static bool[] DeadUnits(Parameter weight, int outputs, bool isLast)
    {
        var dead = new bool[outputs];
        Array.Fill(dead, true);
        var w = weight.Span<float>();
        for (var i = 0; i < w.Length; i++)
            if (w[i] != 0) dead[isLast ? i % outputs : i / (w.Length / outputs)] = false;
        return dead;
    }

    private static Linear WithOutputs(Linear layer, int[] kept)
    {
        var result = new Linear(layer.Inputs, kept.Length, layer.Bias is not null);
        for (var u = 0; u < kept.Length; u++)
            layer.Weight.Span<float>().Slice(kept[u] * layer.Inputs, layer.Inputs).CopyTo(result.Weight.Span<float>()[(u * layer.Inputs)..]);
        Pick(layer.Bias, result.Bias, kept);
        return result;
    }

    private static Conv2d WithOutputs(Conv2d layer, int[] kept)
    {
        var result = Like(layer, layer.Inputs, kept.Length);
        Span<float> from = layer.Weight.Span<float>(), to = result.Weight.Span<float>();
        for (var row = 0; row < from.Length / layer.Outputs; row++)
            for (var u = 0; u < kept.Length; u++) to[row * kept.Length + u] = from[row * layer.Outputs + kept[u]];
        Pick(layer.Bias, result.Bias, kept);
        return result;
    }

    /// <summary>Flattened images come channel by channel, so a channel is a run of inputs.</summary>
    private static Linear WithInputs(Linear layer, int[] kept, int units, float[] constants)
    {
        var run = layer.Inputs / units;
        var result = new Linear(kept.Length * run, layer.Outputs, layer.Bias is not null);
        layer.Bias?.Span<float>().CopyTo(result.Bias!.Span<float>());
        for (var o = 0; o < layer.Outputs; o++)
        {
            Span<float> from = layer.Weight.Span<float>().Slice(o * layer.Inputs, layer.Inputs), to = result.Weight.Span<float>().Slice(o * result.Inputs, result.Inputs);
            for (var u = 0; u < kept.Length; u++) from.Slice(kept[u] * run, run).CopyTo(to[(u * run)..]);
            double extra = 0;
            for (var u = 0; u < units; u++)
                if (constants[u] != 0 && !kept.Contains(u))
                    foreach (var w in from.Slice(u * run, run)) extra += (double)w * constants[u];
            if (extra != 0) result.Bias!.Span<float>()[o] += (float)extra;
        }

        return result;
    }

    private static Conv2d WithInputs(Conv2d layer, int[] kept, float[] constants)
    {
        var result = Like(layer, kept.Length, layer.Outputs);
        layer.Bias?.Span<float>().CopyTo(result.Bias!.Span<float>());
        Span<float> from = layer.Weight.Span<float>(), to = result.Weight.Span<float>();
        for (var tap = 0; tap < layer.Kernel.Height * layer.Kernel.Width; tap++)
        {
            for (var u = 0; u < kept.Length; u++)
                from.Slice((tap * layer.Inputs + kept[u]) * layer.Outputs, layer.Outputs).CopyTo(to[((tap * kept.Length + u) * layer.Outputs)..]);
            for (var u = 0; u < layer.Inputs; u++)
            {
                if (constants[u] == 0 || kept.Contains(u)) continue;
                for (var o = 0; o < layer.Outputs; o++) result.Bias!.Span<float>()[o] += from[(tap * layer.Inputs + u) * layer.Outputs + o] * constants[u];
            }
        }

        return result;
    }

    private static Conv2d Like(Conv2d layer, int inputs, int outputs) =>
        new(inputs, outputs, layer.Kernel, layer.Stride, layer.Padding, layer.Dilation, bias: layer.Bias is not null);

    private static BatchNorm WithChannels(BatchNorm layer, int[] kept)
    {
        BatchNorm result = layer is BatchNorm1d
            ? new BatchNorm1d(kept.Length, layer.Momentum, layer.Epsilon, layer.Weight is not null, layer.StoresBiasedVariance)
            : new BatchNorm2d(kept.Length, layer.Momentum, layer.Epsilon, layer.Weight is not null, layer.StoresBiasedVariance);
        Pick(layer.Weight, result.Weight, kept);
        Pick(layer.Bias, result.Bias, kept);
        Pick(layer.RunningMean, result.RunningMean, kept);
        Pick(layer.RunningVar, result.RunningVar, kept);
        result.NumBatchesTracked.CopyFrom(layer.NumBatchesTracked);
        result.Frozen = layer.Frozen;
        return result;
    }

    private static void Pick(Parameter? from, Parameter? to, int[] kept)
    {
        if (from is null) return;
        for (var u = 0; u < kept.Length; u++) to!.Span<float>()[u] = from.Span<float>()[kept[u]];
    }
}
