namespace Descent.Cli;

/// <summary>
/// Applies a trained network to samples whose targets need not be known, as <see cref="Inference"/>: what it gives is what the network gives in evaluation, but for rounding.
/// </summary>
internal sealed class Predictor(Module model, TargetInfo target)
{
    private Inference? _inference; // made at the first sample, with the weights of that moment

    /// <summary>For each sample, the probability of each class; or each number in its original unit.</summary>
    /// <exception cref="DataException">A sample cannot be read.</exception>
    /// <exception cref="DataFormatException">A file is damaged.</exception>
    public List<double[]> Predict(Dataset data)
    {
        try
        {
            return PredictAll(data);
        }
        catch (DataException e) when (e.InnerException is DataException or DataFormatException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException); // it names the file; a sample's number says nothing here
            throw;
        }
    }

    private List<double[]> PredictAll(Dataset data)
    {
        var all = new List<double[]>(data.Count);
        if (data.Count == 0) return all;
        _inference ??= new Inference(model, data.InputShape);
        using var loader = new DataLoader(new Unlabelled(data), DataLoader.EvaluationBatch(data.InputShape), shuffle: false) { Augment = false, Readers = Device.Threads };
        foreach (var batch in loader.Epoch(0))
        {
            var outputs = _inference.Forward(batch.Inputs).ToArray<float>();
            var width = outputs.Length / batch.Count;
            for (var i = 0; i < batch.Count; i++)
                all.Add(target.Kind == TargetKind.Class ? Probabilities(outputs.AsSpan(i * width, width)) : Values(outputs.AsSpan(i * width, width)));
        }

        return all;
    }

    /// <summary>Softmax of the logits; for a single logit, of 0 and it, which is the sigmoid.</summary>
    internal static double[] Probabilities(ReadOnlySpan<float> logits)
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

    /// <summary>Samples without what is right, which need not be known.</summary>
    private sealed class Unlabelled(Dataset data) : Dataset
    {
        public override int Count => data.Count;

        public override Shape InputShape => data.InputShape;

        public override TargetInfo Target { get; } = new(TargetKind.Class, 1, ["unknown"]);

        public override bool IsInMemory => data.IsInMemory;

        public override void ReadInput(int index, Span<float> values) => data.ReadInput(index, values);

        public override int ReadClass(int index) => 0;
    }
}
