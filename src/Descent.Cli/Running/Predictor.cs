namespace Descent.Cli;

/// <summary>Applies a trained network to samples whose targets need not be known.</summary>
internal sealed class Predictor(Module model, TargetInfo target)
{
    /// <summary>Samples a forward pass: enough to fill the vector units, little memory.</summary>
    private const int BatchSize = 256;

    /// <summary>For each sample, the probability of each class; or each number in its original unit.</summary>
    public List<double[]> Predict(Dataset data)
    {
        var all = new List<double[]>(data.Count);
        model.Eval();
        using var noGrad = new NoGrad();
        for (var first = 0; first < data.Count; first += BatchSize)
        {
            var count = Math.Min(BatchSize, data.Count - first);
            var outputs = model.Forward(ReadInputs(data, first, count)).ToArray<float>();
            var width = outputs.Length / count;
            for (var i = 0; i < count; i++)
                all.Add(target.Kind == TargetKind.Class ? Probabilities(outputs.AsSpan(i * width, width)) : Values(outputs.AsSpan(i * width, width)));
        }

        return all;
    }

    private static Tensor ReadInputs(Dataset data, int first, int count)
    {
        var size = data.InputShape.Size;
        var values = new float[count * size];
        for (var i = 0; i < count; i++) data.ReadInput(first + i, values.AsSpan(i * size, size));
        return Tensor.From<float>(values, [count, .. data.InputShape]);
    }

    /// <summary>Softmax of the logits; for a single logit, of 0 and it, which is the sigmoid.</summary>
    private static double[] Probabilities(ReadOnlySpan<float> logits)
    {
        double[] exponents = logits.Length == 1 ? [0, logits[0]] : [.. logits.ToArray().Select(x => (double)x)];
        var largest = exponents.Max();
        var sum = 0.0;
        for (var i = 0; i < exponents.Length; i++) sum += exponents[i] = Math.Exp(exponents[i] - largest);
        for (var i = 0; i < exponents.Length; i++) exponents[i] /= sum;
        return exponents;
    }

    private double[] Values(ReadOnlySpan<float> outputs)
    {
        var values = new double[outputs.Length];
        for (var i = 0; i < values.Length; i++) values[i] = target.Scale?.Restore(outputs[i], i) ?? outputs[i];
        return values;
    }
}
