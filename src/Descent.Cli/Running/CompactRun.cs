namespace Descent.Cli;

/// <summary>The configuration of a run with smaller layers.</summary>
internal static class CompactRun
{
    /// <summary>The run's configuration with the outputs that its layers have after compaction.</summary>
    /// <exception cref="ConfigurationException">Its network is built with widths that a run file cannot change.</exception>
    public static string Rewrite(RunFolder folder, IReadOnlyList<(string Name, int Before, int After)> layers)
    {
        var problems = new Problems();
        var root = YamlReader.ReadFile(folder.PathOf(RunFolder.ConfigurationFile), problems);
        problems.ThrowIfAny();
        var model = (YamlMap)root!["model"]!;
        if (model["layers"] is YamlList list) Resize(list, layers);
        else if (model["network"] is YamlScalar { Text: "mlp" } && model["hidden"] is YamlList hidden)
            for (var i = 0; i < hidden.Items.Count; i++) hidden.Items[i] = Value.Scalar($"{layers[i].After}");
        else
            throw new ConfigurationException($"compact: the network {(model["network"] as YamlScalar)?.Text ?? "of this run"} is built with widths of its own; compact takes the network mlp, and layers.");
        return YamlWriter.Write(root);
    }

    private static void Resize(YamlList list, IReadOnlyList<(string Name, int Before, int After)> layers)
    {
        var next = 0;
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not YamlMap { Entries: [{ Key: "linear" or "conv" } entry] } item) continue;
            if (entry.Value is YamlMap { } options && options["groups"] is YamlScalar { Text: not "1" }) continue; // left as it is
            var outputs = Value.Scalar($"{layers[next++].After}");
            if (entry.Value is YamlMap map) map.Set(entry.Key == "linear" ? "outputs" : "channels", outputs);
            else item.Set(entry.Key, outputs);
        }
    }
}
