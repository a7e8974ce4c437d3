namespace Descent;

/// <summary>The records of a run's epochs as a table of numbers with the names of its columns, which all epochs of a run have in common.</summary>
internal static class EpochTable
{
    private const string Train = "train.", Validation = "validation.", Penalty = "penalty", Zeros = "zeros";

    public static void Save(IReadOnlyList<EpochRecord> epochs, StateWriter state)
    {
        var names = epochs.Count == 0 ? [] : Row(epochs[0]).Select(c => c.Name).ToList();
        state.Add("columns", string.Join('\n', names));
        state.Add("epochs", [.. epochs.SelectMany(Row).Select(c => c.Value)]);
    }

    /// <exception cref="CheckpointException">It is no such table.</exception>
    public static IEnumerable<EpochRecord> Load(StateReader state)
    {
        var names = state.Text("columns").Split('\n');
        var numbers = state.Numbers("epochs");
        if (numbers.Length % names.Length != 0 || (numbers.Length > 0 && !names.Take(3).SequenceEqual(["epoch", "learning_rate", "seconds"]))) throw state.Wrong("epochs", "a table of epochs");
        return numbers.Chunk(names.Length).Select(row => new EpochRecord((int)row[0], Part(row, Train)!, Part(row, Validation), row[1], row[2]) { Penalty = Find(row, Penalty), Zeros = Find(row, Zeros) });

        MetricValues? Part(double[] row, string prefix)
        {
            var values = names.Index().Where(n => n.Item.StartsWith(prefix, StringComparison.Ordinal)).Select(n => KeyValuePair.Create(n.Item[prefix.Length..], row[n.Index])).ToArray();
            return values.Length > 0 || prefix == Train ? new MetricValues(values) : null;
        }

        double? Find(double[] row, string name) => Array.IndexOf(names, name) is >= 0 and var at ? row[at] : null;
    }

    private static IEnumerable<(string Name, double Value)> Row(EpochRecord epoch)
    {
        yield return ("epoch", epoch.Epoch);
        yield return ("learning_rate", epoch.LearningRate);
        yield return ("seconds", epoch.Seconds);
        if (epoch.Penalty is { } penalty) yield return (Penalty, penalty);
        if (epoch.Zeros is { } zeros) yield return (Zeros, zeros);
        foreach (var (name, value) in epoch.Train) yield return (Train + name, value);
        foreach (var (name, value) in epoch.Validation ?? []) yield return (Validation + name, value);
    }
}
