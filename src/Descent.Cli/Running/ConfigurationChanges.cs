using System.Text;

namespace Descent.Cli;

/// <summary>What is different between the configuration that a run was started with and the one that it shall go on with.</summary>
internal static class ConfigurationChanges
{
    private const string Nothing = "(not given)";

    /// <summary>What follows when numbers are not finite: of a run that failed for that reason it is what may let it go on.</summary>
    public const string Guard = "training.guard";

    /// <summary>What may change: it does not change what was learned so far, or how.</summary>
    private static readonly IReadOnlyList<string> s_allowed = ["name", "training.epochs", "training.threads", "training.log", Guard, "checkpoint"];

    /// <summary>Refuses to go on with a run that would not go on as it was.</summary>
    /// <param name="folder">The run's folder, for the message.</param>
    /// <param name="started">The configuration it was started with, every default written out.</param>
    /// <param name="now">The one it shall go on with, likewise.</param>
    /// <returns>Which of the things that may change have changed.</returns>
    /// <exception cref="ConfigurationException">Something else than what resuming allows has changed; the message shows each: was → is.</exception>
    public static IReadOnlyList<string> Check(string folder, string started, string now)
    {
        var (was, @is) = (Flatten(started), Flatten(now));
        var changed = was.Keys.Union(@is.Keys).Where(key => was.GetValueOrDefault(key) != @is.GetValueOrDefault(key)).ToLookup(Allowed);
        var changes = changed[null].Select(key => $"{key}: {was.GetValueOrDefault(key, Nothing)} → {@is.GetValueOrDefault(key, Nothing)}").ToList();
        if (changes.Count == 0) return [.. changed.Select(keys => keys.Key!)];
        throw new ConfigurationException(
            $"--resume: the run in {folder} was started with another configuration, and would not go on as it was.\n  {string.Join("\n  ", changes)}\n"
            + $"Set {(changes.Count == 1 ? "it" : "them")} back, or train a new run in another folder. What may change: {string.Join(", ", s_allowed)}.",
            changes);
    }

    /// <summary>What may change that a key belongs to; null if there is nothing.</summary>
    private static string? Allowed(string key) => s_allowed.FirstOrDefault(a => key == a || key.StartsWith($"{a}.", StringComparison.Ordinal));

    /// <summary>The configuration's values by the path of their keys; lists by their items' numbers.</summary>
    private static Dictionary<string, string> Flatten(string yaml)
    {
        var problems = new Problems();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(yaml));
        var root = YamlReader.Read(RunFolder.ConfigurationFile, stream, problems);
        problems.ThrowIfAny();
        var values = new Dictionary<string, string>();
        Walk(root!, "");
        return values;

        void Walk(YamlNode node, string path)
        {
            switch (node)
            {
                case YamlMap { Entries.Count: > 0 } map:
                    foreach (var (key, _, value) in map.Entries) Walk(value, path.Length == 0 ? key : $"{path}.{key}");
                    break;
                case YamlList { Items.Count: > 0 } list:
                    for (var i = 0; i < list.Items.Count; i++) Walk(list.Items[i], $"{path}.{i}");
                    break;
                default:
                    values[path] = node is YamlScalar scalar ? scalar.Text : node is YamlMap ? "{}" : "[]";
                    break;
            }
        }
    }
}
