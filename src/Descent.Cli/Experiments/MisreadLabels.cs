namespace Descent.Cli;

/// <summary>Samples some of whose labels are wrong, as they are where people label in haste: what a network can only learn by heart.</summary>
internal static class MisreadLabels
{
    /// <summary>A copy in which some labels are replaced by a class drawn at random, which may be the right one.</summary>
    /// <param name="data">Samples with classes.</param>
    /// <param name="share">The share of labels that are replaced, 0 … 1.</param>
    /// <param name="seed">Decides which, and by what.</param>
    public static Dataset In(Dataset data, double share, ulong seed)
    {
        var random = new Philox(seed, RandomPurpose.Noise);
        var inputs = new float[data.Count * data.InputShape.Size];
        var classes = new int[data.Count];
        for (var i = 0; i < data.Count; i++)
        {
            data.ReadInput(i, inputs.AsSpan(i * data.InputShape.Size, data.InputShape.Size));
            classes[i] = random.Uniform(i, 0) < share ? random.Below(data.Target.Count, i, 1) : data.ReadClass(i);
        }

        return new InMemoryDataset(inputs, data.InputShape, classes, data.Target.Names);
    }
}
