namespace Descent;

/// <summary>Samples without augmentation, in tensors that no step owns.</summary>
/// <param name="Inputs">[count, …].</param>
/// <param name="Targets">Int32 [count] for classes, [count, outputs] for numbers.</param>
/// <param name="Samples">Their indices in the training part.</param>
internal sealed record ExaminedBatch(Tensor Inputs, Tensor Targets, int[] Samples)
{
    public int Count => Samples.Length;

    /// <summary>Some of its samples, in the order given; any may come twice.</summary>
    public ExaminedBatch Pick(params int[] rows)
    {
        using var recording = new NoGrad();
        var indices = Tensor.From(rows);
        return new ExaminedBatch(Inputs.IndexSelect(indices).Copy(), Targets.IndexSelect(indices).Copy(), [.. rows.Select(r => Samples[r])]);
    }

    /// <summary>Numbers as double, whatever their type.</summary>
    public static double[] Numbers(Tensor tensor)
    {
        if (tensor.Type == DType.Float64) return tensor.ToArray<double>();
        if (tensor.Type == DType.Int32) return Array.ConvertAll(tensor.ToArray<int>(), v => (double)v);
        return Array.ConvertAll(tensor.ToArray<float>(), v => (double)v);
    }
}
