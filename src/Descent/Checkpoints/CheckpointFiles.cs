using System.Globalization;

namespace Descent;

/// <summary>The files of checkpoints: two of tensors, and the manifest, whose presence makes them a checkpoint.</summary>
internal static class CheckpointFiles
{
    /// <summary>Held while a run writes into the folder.</summary>
    public const string Lock = "lock";

    private const string ModelEnd = ".model.safetensors", StateEnd = ".state.safetensors", ManifestEnd = ".json";

    public static string Model(string name) => name + ModelEnd;

    public static string State(string name) => name + StateEnd;

    public static string Manifest(string name) => name + ManifestEnd;

    /// <summary>The checkpoint that a file is the manifest of.</summary>
    public static bool IsManifest(string file, out string name, out long save)
    {
        name = "";
        save = 0;
        if (!file.EndsWith(ManifestEnd, StringComparison.Ordinal)) return false;
        name = file[..^ManifestEnd.Length];
        return IsName(name, out save);
    }

    /// <summary>
    /// The checkpoint that a file was written for, if it has the name of one: such as <c>000012-step-469.model.safetensors</c>, also while it
    /// is being written. Nothing else in the folder is ever touched.
    /// </summary>
    public static bool IsOurs(string file, out string name)
    {
        if (file.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal))
        {
            var target = Path.GetFileNameWithoutExtension(file);
            file = Guid.TryParseExact(Path.GetExtension(target).TrimStart('.'), "N", out _) ? Path.GetFileNameWithoutExtension(target) : "";
        }

        foreach (var ending in new[] { ModelEnd, StateEnd, ManifestEnd })
        {
            if (!file.EndsWith(ending, StringComparison.Ordinal)) continue;
            name = file[..^ending.Length];
            return IsName(name, out _);
        }

        name = "";
        return false;
    }

    private static bool IsName(string name, out long save)
    {
        save = 0;
        var parts = name.Split("-step-");
        return parts.Length == 2 && parts[0].Length >= 6 && IsNumber(parts[0], out save) && IsNumber(parts[1], out _);
    }

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
