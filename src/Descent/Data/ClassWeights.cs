namespace Descent;

/// <summary>How many samples each class has, and how much each should count so that rare ones are not drowned by frequent ones.</summary>
public static class ClassWeights
{
    /// <summary>The number of samples of each class.</summary>
    /// <param name="data">Samples with classes.</param>
    /// <exception cref="InvalidOperationException">The target is not a class.</exception>
    public static int[] Count(Dataset data)
    {
        if (data.Target.Kind != TargetKind.Class) throw new InvalidOperationException($"ClassWeights: the target is {data.Target.Count} number(s) a sample, not a class.");
        var counts = new int[data.Target.Count];
        for (var i = 0; i < data.Count; i++) counts[data.ReadClass(i)]++;
        return counts;
    }

    /// <summary>
    /// Weights with which all classes count alike: samples/(classes·count), so that the mean over the samples is 1 (King and Zeng, "Logistic regression
    /// in rare events data", 2001; scikit-learn's <c>balanced</c>). For <see cref="CrossEntropy"/>.
    /// </summary>
    /// <param name="train">What is trained on.</param>
    /// <exception cref="InvalidOperationException">The target is not a class.</exception>
    /// <exception cref="DataException">A class has no sample.</exception>
    public static double[] Balanced(Dataset train)
    {
        var counts = Count(train);
        var empty = Array.IndexOf(counts, 0);
        return empty < 0
            ? [.. counts.Select(count => train.Count / ((double)counts.Length * count))]
            : throw new DataException($"ClassWeights: class '{train.Target.Names[empty]}' has no sample among the {train.Count} that are trained on, so that no weight balances it; give the weights one by one, or leave the class out of the data.");
    }
}
